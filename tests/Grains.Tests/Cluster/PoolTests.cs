using Sandboxes.Abstractions;

namespace Sandboxes.GrainTests.Cluster;

public sealed class PoolTests
{
    [Fact]
    public async Task Creation_Failing_OpensTheBreakerAndRecovers()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        cluster.Runtime.Faults.FailCreates = 3;
        await cluster.Opened("alice");
        await cluster.Until(async () => (await cluster.Shelf()).Breaker == "open");
        Assert.Contains("told to fail", (await cluster.Shelf()).LastDecision);
        await cluster.Until(async () => await cluster.Shelf() is { Breaker: "closed", Idle: 2 }, TimeSpan.FromMilliseconds(100));
        Assert.Equal(0, cluster.Runtime.Faults.FailCreates);
    }

    [Fact]
    public async Task Listing_StrayIdleOfATemplateThatWeHave_IsPutOnTheShelf()
    {
        await using var cluster = await SandboxCluster.Start(("Templates:MaxTotal", "2"));
        await cluster.Opened("alice");
        await cluster.Opened("bob");
        var stray = new SandboxId(SandboxCluster.Node, "stray");
        await cluster.Runtime.Create(stray, new() { Name = "python" }, TestContext.Current.CancellationToken);
        await cluster.Until(async () => (await cluster.Shelf()).Idle > 0, TimeSpan.FromMilliseconds(100));
        Assert.Equal(stray, (await cluster.Opened("carol")).Session.Sandbox);
    }

    [Fact]
    public async Task Listing_StrayIdleOfAnotherRevision_IsRetired()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var stray = new SandboxId(SandboxCluster.Node, "stray");
        await cluster.Runtime.Create(stray, new() { Name = "python", Revision = 2 }, TestContext.Current.CancellationToken);
        await cluster.Until(async () => !(await cluster.Sandboxes()).Contains(stray), TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task Idle_LongerThanTheAgentsDeadline_IsKeptAliveByItsPool()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var before = await cluster.Sandboxes();
        var end = cluster.Time.GetUtcNow().AddMinutes(15);
        await cluster.Until(() => ValueTask.FromResult(cluster.Time.GetUtcNow() >= end), TimeSpan.FromSeconds(1));
        Assert.Equal(before.ToHashSet(), (await cluster.Sandboxes()).ToHashSet());
    }

    [Fact]
    public async Task Idle_PastItsLargestAge_IsReplacedWhileTheTargetStands()
    {
        await using var cluster = await SandboxCluster.Start(("Pool:MaxIdleAgeSeconds", "60"));
        await cluster.Until(async () => (await cluster.Shelf()).Idle == 2);
        var before = await cluster.Sandboxes();
        var least = int.MaxValue;
        await cluster.Until(async () =>
        {
            least = Math.Min(least, (await cluster.Shelf()).Idle);
            return !(await cluster.Sandboxes()).Intersect(before).Any();
        }, TimeSpan.FromSeconds(1));
        Assert.Equal(2, least);
    }

    [Fact]
    public async Task Directory_Sessions_ArePagedInTheOrderOfTheirIds()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        foreach (var id in new[] { "c", "a", "b" })
        {
            await cluster.Opened(id);
        }

        await cluster.Session("b").Release(EndReason.Released, null);
        var directory = cluster.Grains.GetGrain<IDirectoryGrain>(0);
        var first = await directory.Sessions("default", null, null, null, 2);
        Assert.Equal(["a", "b"], first.Sessions.Select(session => session.Id.Name));
        Assert.Equal(["c"], (await directory.Sessions("default", null, null, first.NextAfterId, 2)).Sessions.Select(session => session.Id.Name));
        Assert.Equal(["b"], (await directory.Sessions("default", SessionState.Closed, null, null, 2)).Sessions.Select(session => session.Id.Name));
        Assert.Empty((await directory.Sessions("other", null, null, null, 2)).Sessions);
    }
}
