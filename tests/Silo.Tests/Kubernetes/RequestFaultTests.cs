using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Kubernetes;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;
using Sandboxes.Silo.Tests.Kubernetes.Fake;

namespace Sandboxes.Silo.Tests.Kubernetes;

/// <summary>Pods made and deleted while the API server misbehaves: never two, never another's, never one that is forgotten.</summary>
public sealed class RequestFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_WhoseReplyIsLost_MakesOnePod()
    {
        await using var cluster = await FakeCluster.Ready();
        cluster.Server.Play("create", 1, FakeApiServer.LoseReply);
        var id = FakeCluster.NewId();
        await cluster.Done(Create(cluster, id));
        Assert.Equal(id.Name, Assert.Single(cluster.Server.Pods).Metadata.Name);
        Assert.Equal(id, Assert.Single(await cluster.Runtime.List("node1", Cancellation)).Id);
        Assert.Equal(1, cluster.Server.Count("get"));
    }

    [Fact]
    public async Task Create_WhoseReplyNeverComes_IsRepeatedAfterItsLimit()
    {
        await using var cluster = await FakeCluster.Ready();
        cluster.Server.Play("create", 1, FakeApiServer.Hang);
        await cluster.Done(Create(cluster));
        Assert.Single(cluster.Server.Pods);
    }

    [Theory]
    [InlineData(429, "TooManyRequests")]
    [InlineData(500, "InternalError")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(409, "Conflict")] // two writers of one quota's count
    public async Task Create_RefusedForNow_IsRepeated(int status, string reason)
    {
        await using var cluster = await FakeCluster.Ready();
        cluster.Server.Play("create", 2, FakeApiServer.Refusal(status, reason, retryAfter: status == 429 ? 3 : null));
        var began = cluster.Time.GetUtcNow();
        await cluster.Done(Create(cluster));
        Assert.Single(cluster.Server.Pods);
        Assert.Equal(3, cluster.Server.Count("create"));
        Assert.True(cluster.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(status == 429 ? 6 : 0.3));
    }

    [Fact]
    public async Task Create_RefusedAlways_GivesUpAfterAFew()
    {
        await using var cluster = await FakeCluster.Ready();
        cluster.Server.Play("create", 100, FakeApiServer.Refusal(500, "InternalError", "etcd is gone"));
        var refused = await Assert.ThrowsAsync<SandboxRuntimeException>(() => cluster.Done(Create(cluster)));
        Assert.Equal(EndReason.StartFailed, refused.Reason);
        Assert.Contains("etcd is gone", refused.Message, StringComparison.Ordinal);
        Assert.Equal(6, cluster.Server.Count("create"));
    }

    [Fact]
    public async Task Create_BeyondTheQuota_SaysSoAtOnce()
    {
        await using var cluster = await FakeCluster.Ready();
        cluster.Server.Play("create", 100, FakeApiServer.Refusal(403, "Forbidden", "pods is forbidden: exceeded quota: sandboxes, requested: pods=1, used: pods=3, limited: pods=3"));
        var refused = await Assert.ThrowsAsync<SandboxRuntimeException>(() => cluster.Done(Create(cluster)));
        Assert.Equal((EndReason.Quota, 1), (refused.Reason, cluster.Server.Count("create")));
    }

    [Fact]
    public async Task Create_UnderANameThatAnotherHas_TakesItNotForOurs()
    {
        await using var cluster = await FakeCluster.Ready();
        var id = FakeCluster.NewId();
        var foreign = FakeCluster.Running(id);
        foreign.Metadata.Labels[PodLabels.Cluster] = "another";
        cluster.Server.IsSilent = true; // its labels are not those that we watch
        cluster.Server.Put(foreign);
        await Assert.ThrowsAsync<SandboxRuntimeException>(() => cluster.Done(Create(cluster, id)));
        Assert.Empty(await cluster.Runtime.List("node1", Cancellation));
    }

    [Fact]
    public async Task Remove_WhoseReplyIsLost_IsDoneOnce()
    {
        var pod = FakeCluster.Running();
        await using var cluster = await FakeCluster.Ready(server => server.Put(pod));
        cluster.Server.Play("delete", 1, FakeApiServer.LoseReply);
        await cluster.Done(cluster.Runtime.Remove(new("node1", pod.Metadata.Name), Cancellation));
        await cluster.Until(() => cluster.Server.Count("delete") == 2);
        Assert.Empty(cluster.Server.Pods);
        Assert.Empty(await cluster.Runtime.List("node1", Cancellation));
    }

    [Fact]
    public async Task Remove_OfAPodThatAnotherHasTakenThePlaceOf_LeavesThatOne()
    {
        var pod = FakeCluster.Running();
        await using var cluster = await FakeCluster.Ready(server => server.Put(pod));
        cluster.Server.IsSilent = true;
        cluster.Server.Delete(pod.Metadata.Name);
        var answered = new TaskCompletionSource();
        var another = FakeCluster.Running(new("node1", pod.Metadata.Name));
        cluster.Server.Put(another);
        cluster.Server.Play("delete", 1, async (_, serve) => { await serve(); answered.SetResult(); });
        await cluster.Done(cluster.Runtime.Remove(new("node1", pod.Metadata.Name), Cancellation));
        await answered.Task.WaitAsync(Cancellation);
        Assert.Equal(another.Metadata.Uid, Assert.Single(cluster.Server.Pods).Metadata.Uid);
    }

    [Fact]
    public async Task Remove_OfAPodThatTheWatchHasNotTold_FindsIt()
    {
        await using var cluster = await FakeCluster.Ready();
        cluster.Server.IsSilent = true;
        var pod = FakeCluster.Running();
        cluster.Server.Put(pod);
        await cluster.Done(cluster.Runtime.Remove(new("node1", pod.Metadata.Name), Cancellation));
        await cluster.Until(() => cluster.Server.Pods.Count == 0);
    }

    [Fact]
    public async Task Remove_WhileTheServerFails_IsARuntimeException()
    {
        await using var cluster = await FakeCluster.Ready();
        cluster.Server.Play("find", 1, FakeApiServer.Refusal(500, "InternalError"));
        await Assert.ThrowsAsync<SandboxRuntimeException>(() => cluster.Done(cluster.Runtime.Remove(FakeCluster.NewId(), Cancellation)));
    }

    [Fact]
    public async Task Remove_WhileTheServerIsFrozen_IsGivenUpAfterItsLimit()
    {
        await using var cluster = await FakeCluster.Ready();
        cluster.Server.Play("find", 1, FakeApiServer.Hang);
        await Assert.ThrowsAsync<SandboxRuntimeException>(() => cluster.Done(cluster.Runtime.Remove(FakeCluster.NewId(), Cancellation)));
    }

    [Fact]
    public async Task Remove_AnsweredByWhoIsNoApiServer_IsRepeated()
    {
        var pod = FakeCluster.Running();
        await using var cluster = await FakeCluster.Ready(server => server.Put(pod));
        cluster.Server.Play("delete", 8, FakeApiServer.Garble);
        await cluster.Done(cluster.Runtime.Remove(new("node1", pod.Metadata.Name), Cancellation));
        await cluster.Until(() => cluster.Server.Pods.Count == 0);
    }

    [Fact]
    public async Task Channel_ToAPodThatTheWatchHasNotTold_LooksItUp()
    {
        await using var cluster = await FakeCluster.Ready();
        cluster.Server.IsSilent = true;
        var pod = FakeCluster.Running();
        pod.Status = new() { Phase = "Failed", Reason = "Evicted" };
        cluster.Server.Put(pod);
        var refused = await Assert.ThrowsAsync<SandboxRuntimeException>(async () => await cluster.Runtime.OpenChannel(new("node1", pod.Metadata.Name), Cancellation));
        Assert.Contains("has ended", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Channel_ByAnExecThatIsRefused_IsAskedForEverLessOften()
    {
        var pod = FakeCluster.Running();
        await using var cluster = await FakeCluster.Ready(server => server.Put(pod), PodChannel.Exec);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(20), cluster.Time);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cluster.Done(new(cluster.Runtime.OpenChannel(new("node1", pod.Metadata.Name), enough.Token).AsTask())));
        // Twenty pauses that grow to a second, and one pause of a second after the other.
        Assert.InRange(cluster.Server.Count("exec"), 2, 30);
    }

    [Fact]
    public async Task Creates_ThatAreMany_ComeAtTheNodesRateAndDeletesAreNotBehindThem()
    {
        var pod = FakeCluster.Running();
        await using var cluster = await FakeCluster.Ready(server => server.Put(pod));
        var rate = FakeCluster.Settings.Rates.NodeCreatesPerSecond;
        var began = cluster.Time.GetUtcNow();
        var creates = Enumerable.Range(0, 5 * rate).Select(_ => Create(cluster).AsTask()).ToList();
        await cluster.Runtime.Remove(new("node1", pod.Metadata.Name), Cancellation); // no time passes for it
        Assert.False(creates.TrueForAll(create => create.IsCompleted));
        await cluster.Until(() => creates.TrueForAll(create => create.IsCompletedSuccessfully));
        // Two seconds' worth at once, the rest in three more.
        Assert.True(cluster.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(2.9));
        Assert.Equal(5 * rate, cluster.Server.Pods.Count);
    }

    [Fact]
    public async Task Pod_ThatHasEnded_IsGoneWithItsReasonAndClearedAway()
    {
        var pod = FakeCluster.Running();
        await using var cluster = await FakeCluster.Ready(server => server.Put(pod));
        var gone = cluster.Runtime.Gone(new("node1", pod.Metadata.Name));
        pod.Status = new() { Phase = "Failed", Reason = "Evicted", Message = "The node was low on resource: memory." };
        cluster.Server.Put(pod);
        await cluster.Until(() => gone.IsCompleted);
        Assert.Equal(EndReason.Evicted, (await gone).Reason);
        Assert.Empty(await cluster.Runtime.List("node1", Cancellation));
        await cluster.Until(() => cluster.Server.Pods.Count == 0);
    }

    private static ValueTask Create(FakeCluster cluster, SandboxId? id = null) => cluster.Runtime.Create(id ?? FakeCluster.NewId(), FakeCluster.Template, Cancellation);
}
