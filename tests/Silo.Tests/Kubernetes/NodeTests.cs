using k8s.Models;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Kubernetes.Watching;
using Sandboxes.Silo.Tests.Kubernetes.Fake;

namespace Sandboxes.Silo.Tests.Kubernetes;

public sealed class NodeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0", "0", 8)]
    [InlineData("1500m", "0", 5)]
    [InlineData("0", "7Gi", 2)]
    [InlineData("8", "0", 0)]
    public async Task Capacity_IsWhatOthersLeave(string cpu, string memory, int fit)
    {
        await using var cluster = await FakeCluster.Ready(server => server.Others.Add(Other(cpu, memory)));
        await cluster.Until(() => cluster.View.Others.Of("node1").Pods == 1);
        var node = Assert.Single(await cluster.Runtime.ListNodes(Cancellation));
        Assert.Equal((fit, NodeStates.Ready), (node.Capacity, node.State));
    }

    [Fact]
    public void Amount_InLimits_IsWhatLimitsComeToWhoseShareIsRequested() =>
        Assert.Equal((new Resources(8_000, 40_000), new Resources(0, 0)), (new Amount(3, 4_000, 4_000).InLimits(new() { CpuRequestShare = 0.1, MemoryRequestShare = 0.5 }), new Amount(3, -1, -1).InLimits(new())));

    [Fact]
    public async Task Others_WhoseFirstCountFails_AreCountedSoonAfter()
    {
        await using var cluster = await FakeCluster.Start(server =>
        {
            server.Others.Add(Other("1", "1Gi"));
            server.Play("list-others", 1, FakeApiServer.Garble);
            server.Play("list-others", 1, FakeApiServer.Refusal(500, "InternalError"));
        });
        var began = cluster.Time.GetUtcNow();
        await cluster.Until(() => cluster.View.Others.Of("node1").Pods == 1);
        Assert.True(cluster.Time.GetUtcNow() - began < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Amount_OfAPod_IsItsContainersOrTheLargestBeforeThem()
    {
        var pod = new V1Pod { Spec = new() { Containers = [Container("200m"), Container("300m")], InitContainers = [Container("100m"), Container("900m")] } };
        Assert.Equal(new Amount(1, 900, 0), Amount.Of(pod));
        pod.Spec.InitContainers.RemoveAt(1);
        Assert.Equal(new Amount(1, 500, 0), Amount.Of(pod));
    }

    [Theory]
    [InlineData(true, "True", NodeStates.Draining)]
    [InlineData(false, "Unknown", NodeStates.Away)]
    [InlineData(true, "False", NodeStates.Away)]
    public async Task Node_ThatTakesNoNewWork_SaysWhy(bool cordoned, string ready, string state)
    {
        await using var cluster = await FakeCluster.Ready(server =>
        {
            server.Node.Spec = new() { Unschedulable = cordoned };
            server.Node.Status.Conditions[0].Status = ready;
        });
        Assert.Equal(state, Assert.Single(await cluster.Runtime.ListNodes(Cancellation)).State);
    }

    private static V1Pod Other(string cpu, string memory) => new()
    {
        Metadata = new() { Name = "other", NamespaceProperty = "kube-system" },
        Spec = new() { NodeName = "node1", Containers = [new() { Name = "c", Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(cpu), ["memory"] = new(memory) } } }] },
    };

    private static V1Container Container(string cpu) => new() { Name = "c", Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(cpu) } } };
}
