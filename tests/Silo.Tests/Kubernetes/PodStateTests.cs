using k8s.Models;
using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;
using Sandboxes.Silo.Runtimes.Kubernetes.Watching;
using Sandboxes.Silo.Tests.Kubernetes.Fake;

namespace Sandboxes.Silo.Tests.Kubernetes;

/// <summary>What a pod's status says of its sandbox.</summary>
public sealed class PodStateTests
{
    public static TheoryData<string, V1PodStatus, EndReason> Ends { get; } = new()
    {
        { "evicted", new() { Phase = "Failed", Reason = "Evicted" }, EndReason.Evicted },
        { "preempted", new() { Phase = "Failed", Reason = "Preempting" }, EndReason.Evicted },
        { "too old", new() { Phase = "Failed", Reason = "DeadlineExceeded" }, EndReason.Lifetime },
        { "its node was switched off", new() { Phase = "Failed", Reason = "NodeShutdown" }, EndReason.NodeLost },
        { "refused by its node", new() { Phase = "Failed", Reason = "OutOfcpu" }, EndReason.StartFailed },
        { "out of memory", Ended(137, "OOMKilled"), EndReason.OutOfMemory },
        { "killed", Ended(137, "Error"), EndReason.Crashed },
        { "released", Ended(ExitCodes.Released, "Error"), EndReason.Released },
        { "idle", Ended(ExitCodes.Idle, "Error"), EndReason.IdleTimeout },
        { "started again", new() { Phase = "Running", ContainerStatuses = [Container(new() { Running = new() }, restarts: 1)] }, EndReason.Crashed },
        { "started again by a node that does not count", Ended(ExitCodes.StartedBefore, "Error"), EndReason.Crashed },
        { "installed again", new() { Phase = "Failed", InitContainerStatuses = [Container(new() { Terminated = new() { ExitCode = ExitCodes.StartedBefore, Reason = "Error" } })] }, EndReason.Crashed },
        { "no agent", new() { Phase = "Failed", InitContainerStatuses = [Container(new() { Terminated = new() { ExitCode = 1, Reason = "Error" } })] }, EndReason.StartFailed },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void Pod_ThatHasEnded_SaysWhy(string name, V1PodStatus status, EndReason reason)
    {
        Assert.NotEmpty(name);
        var view = View(status);
        Assert.Equal(reason, view.End?.Reason);
        Assert.Null(view.RunningAt);
    }

    [Theory]
    [InlineData("ErrImagePull", true)]
    [InlineData("ImagePullBackOff", true)]
    [InlineData("InvalidImageName", true)]
    [InlineData("CreateContainerError", true)]
    [InlineData("PodInitializing", false)]
    [InlineData("ContainerCreating", false)]
    public void Pod_ThatWaits_IsHopelessOrNot(string reason, bool hopeless)
    {
        var view = View(new() { Phase = "Pending", ContainerStatuses = [Container(new() { Waiting = new() { Reason = reason } })] });
        Assert.Equal((hopeless, null, null), (view.Trouble is { IsHopeless: true }, view.End, view.RunningAt));
    }

    [Fact]
    public void Pod_ThatFindsNoRoom_IsHeld()
    {
        var view = View(new() { Phase = "Pending", Conditions = [new() { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = "0/2 nodes are available" }] });
        Assert.True(view.Trouble is { IsHeld: true, IsHopeless: false });
        Assert.Null(view.ScheduledAt);
    }

    [Fact]
    public void Pod_ThatRuns_SaysWhere() => Assert.Equal(("127.0.0.1", null, null), (PodView.Of(FakeCluster.Running()).RunningAt, PodView.Of(FakeCluster.Running()).End, PodView.Of(FakeCluster.Running()).Trouble));

    [Fact]
    public void Pod_DeletedAndFailedWithoutAWordOfItsContainer_DidNotFailToStart()
    {
        var view = View(new() { Phase = "Failed" }, deletedAt: new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal((true, null, null), (view.IsLeaving, view.End, view.RunningAt));
    }

    private static PodView View(V1PodStatus status, DateTime? deletedAt = null)
    {
        var pod = FakeCluster.Running();
        (pod.Status, pod.Metadata.DeletionTimestamp) = (status, deletedAt);
        return PodView.Of(pod);
    }

    private static V1PodStatus Ended(int code, string reason) =>
        new() { Phase = "Failed", ContainerStatuses = [Container(new() { Terminated = new() { ExitCode = code, Reason = reason } })] };

    private static V1ContainerStatus Container(V1ContainerState state, int restarts = 0) => new() { Name = PodContainers.Sandbox, Image = "i", ImageID = "i", State = state, RestartCount = restarts };
}
