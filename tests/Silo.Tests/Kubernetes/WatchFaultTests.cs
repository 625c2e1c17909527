using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Tests.Kubernetes.Fake;

namespace Sandboxes.Silo.Tests.Kubernetes;

/// <summary>What a silo knows of its pods while the API server misbehaves.</summary>
public sealed class WatchFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_InPages_IsHeldWhole()
    {
        await using var cluster = await FakeCluster.Ready(server =>
        {
            server.PageSize = 10;
            Fill(server, 95);
        });
        Assert.Equal(95, (await cluster.Runtime.List("node1", Cancellation)).Count);
        Assert.Equal(10, cluster.Server.Count("list"));
    }

    [Fact]
    public async Task List_WhilePagesGoWrong_BeginsAnewAndIsNeverHalf()
    {
        await using var cluster = await FakeCluster.Ready(server =>
        {
            server.PageSize = 10;
            Fill(server, 25);
            server.Play("list", 1, (_, serve) => serve());
            server.Play("list", 1, FakeApiServer.Refusal(410, "Expired"));
        });
        Assert.Equal(25, cluster.View.Pods.Count);
        Assert.Equal(5, cluster.Server.Count("list"));
    }

    [Fact]
    public async Task Listing_BeforeTheServerHasAnswered_IsAFaultAndNotNothing()
    {
        await using var cluster = await FakeCluster.Start(server => server.Play("list", 1, FakeApiServer.Hang));
        await Assert.ThrowsAsync<SandboxRuntimeException>(async () => await cluster.Runtime.List("node1", Cancellation));
        await cluster.Until(() => cluster.View.Pods.Listed.IsCompleted); // the next try, after the limit of the first
    }

    [Fact]
    public async Task Pod_ThatEndsBetweenListAndWatch_IsGone()
    {
        var pod = FakeCluster.Running();
        await using var cluster = await FakeCluster.Ready(server =>
        {
            server.Put(pod);
            server.BeforeWatch = () => server.Delete(pod.Metadata.Name);
        });
        await cluster.Until(() => cluster.View.Pods.Count == 0);
    }

    [Fact]
    public async Task Events_Repeated_ChangeNothing()
    {
        var pod = FakeCluster.Running();
        await using var cluster = await FakeCluster.Ready(server => server.Put(pod));
        var gone = cluster.Runtime.Gone(new("node1", pod.Metadata.Name));
        cluster.Server.Repeat("ADDED", pod);
        cluster.Server.Repeat("MODIFIED", pod);
        cluster.Server.Repeat("MODIFIED", pod);
        var next = FakeCluster.Running();
        cluster.Server.Put(next);
        await cluster.Until(() => cluster.View.Pods.Find(next.Metadata.Name) is not null);
        Assert.Equal((2, false), (cluster.View.Pods.Count, gone.IsCompleted));

        cluster.Server.Delete(pod.Metadata.Name);
        cluster.Server.Repeat("DELETED", pod);
        Assert.Equal(EndReason.Operator, (await gone.WaitAsync(Cancellation)).Reason);
        Assert.Equal(1, cluster.View.Pods.Count);
    }

    [Fact]
    public async Task Watch_WhoseVersionIsForgotten_IsBegunFromANewListing()
    {
        await using var cluster = await FakeCluster.Ready();
        cluster.Server.IsSilent = true;
        Fill(cluster.Server, 3);
        Assert.Equal(0, cluster.View.Pods.Count);
        cluster.Server.IsSilent = false;
        cluster.Server.Expire();
        await cluster.Until(() => cluster.View.Pods.Count == 3);
        Assert.Equal(2, cluster.Server.Count("list"));
    }

    [Fact]
    public async Task Watch_ThatBreaks_MissesNothing()
    {
        var pod = FakeCluster.Running();
        await using var cluster = await FakeCluster.Ready(server => server.Put(pod));
        cluster.Server.IsSilent = true;
        cluster.Server.Delete(pod.Metadata.Name);
        Fill(cluster.Server, 2);
        cluster.Server.IsSilent = false;
        cluster.Server.CutWatches();
        await cluster.Until(() => cluster.View.Pods.Count == 2 && cluster.View.Pods.Find(pod.Metadata.Name) is null);
    }

    [Fact]
    public async Task Watch_ThatGoesSilent_IsGivenUp()
    {
        await using var cluster = await FakeCluster.Ready();
        cluster.Server.IsSilent = true;
        Fill(cluster.Server, 1);
        cluster.Time.Advance(TimeSpan.FromSeconds(101));
        await cluster.Until(() => cluster.View.Pods.Count == 1);
    }

    [Fact]
    public async Task Watch_AtItsEnd_GoesOnFromTheLastBookmarkWithoutAListing()
    {
        await using var cluster = await FakeCluster.Ready();
        cluster.Time.Advance(TimeSpan.FromSeconds(60));
        var version = cluster.Server.Bookmark();
        cluster.Server.EndWatchesNow();
        await cluster.Until(() => cluster.Server.Requests.Contains($"watch {version}"));
        Assert.Equal(1, cluster.Server.Count("list"));
    }

    [Fact]
    public async Task Watch_ThatTheServerEndsAtOnce_IsNotBegunWithoutPause()
    {
        await using var cluster = await FakeCluster.Ready(server => server.EndsWatches = true);
        var began = cluster.Time.GetUtcNow();
        await cluster.Until(() => cluster.Time.GetUtcNow() - began > TimeSpan.FromSeconds(20));
        // A second or a pause, which grows, lies between two of them.
        Assert.InRange(cluster.Server.Count("watch"), 1, 25);
    }

    [Fact]
    public async Task Server_ThatFailsAlways_IsAskedEverLessOften()
    {
        await using var cluster = await FakeCluster.Start(server => server.Play("list", 5, FakeApiServer.Refusal(500, "InternalError")));
        var began = cluster.Time.GetUtcNow();
        await cluster.Until(() => cluster.View.Pods.Listed.IsCompleted);
        Assert.Equal(6, cluster.Server.Count("list"));
        Assert.True(cluster.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(3.1));
    }

    [Fact]
    public async Task Server_ThatAsksForPatience_GetsIt()
    {
        await using var cluster = await FakeCluster.Start(server => server.Play("list", 1, FakeApiServer.Refusal(429, "TooManyRequests", retryAfter: 7)));
        var began = cluster.Time.GetUtcNow();
        await cluster.Until(() => cluster.View.Pods.Listed.IsCompleted);
        Assert.True(cluster.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(7));
    }

    private static void Fill(FakeApiServer server, int pods)
    {
        for (var pod = 0; pod < pods; pod++)
        {
            server.Put(FakeCluster.Running());
        }
    }
}
