using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Cluster;

public sealed class NodeOrdersTests
{
    private static readonly OperatorOrder Order = new("maintenance", "default", new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Drain_Ordered_LosesWhatIsIdleAndKeepsWhatIsBound()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var alice = await cluster.Opened("alice");
        await cluster.Orders.Drain(Order);

        await cluster.Until(async () => (await cluster.Sandboxes()).SequenceEqual([alice.Session.Sandbox!.Value]), TimeSpan.FromMilliseconds(100));
        Assert.Equal(RefusalCode.NodeUnavailable, (await cluster.Open("bob")).Refusal?.Code);
        Assert.Null(await cluster.EndOf("alice"));
        Assert.Equal(("draining", Order), (await cluster.Grains.GetGrain<IDirectoryGrain>(0).Nodes()).Single() is { } node ? (node.State, node.Drain) : default);
        await cluster.Orders.Undrain();
        await cluster.Until(async () => (await cluster.Shelf()).Idle == 2, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task Drain_PoolAndOrdersAreActivatedAnew_StandsAsItWasOrderedFirst()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        await cluster.Orders.Drain(Order);
        await cluster.Orders.Drain(Order with { Reason = "another" });
        await cluster.Forget(cluster.Orders);
        await cluster.Forget(cluster.Pool);
        await cluster.Pool.Activate();

        await cluster.Until(async () => (await cluster.Grains.GetGrain<IDirectoryGrain>(0).Nodes()).Single().Drain == Order, TimeSpan.FromMilliseconds(100));
        Assert.Equal(0, (await cluster.Shelf()).Idle);
    }

    [Fact]
    public async Task Resize_Ordered_IsTheTargetAfterTheNextActivation()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        await cluster.Orders.Resize("shared/python", 4, null);
        await cluster.Until(async () => (await cluster.Shelf()).Idle == 4, TimeSpan.FromMilliseconds(100));
        await cluster.Forget(cluster.Pool);
        await cluster.Until(async () => await cluster.Shelf() is { Idle: 4, Target: 4, MinIdleOrdered: 4 }, TimeSpan.FromMilliseconds(100));
        await cluster.Orders.Resize("shared/python", null, null);
        await cluster.Until(async () => await cluster.Shelf() is { Idle: 2, MinIdleOrdered: null }, TimeSpan.FromMilliseconds(100));
        Assert.Empty((await cluster.Orders.Get()).Shelves);
    }

    [Fact]
    public async Task Orders_StorageFails_AreRefusedAndThePoolGoesOn()
    {
        await using var cluster = await SandboxCluster.Start(
            silo => silo.Services.AddKeyedSingleton<IGrainStorage>(OperatorStorage.Name, new BrokenStorage()).AddSingleton<IAuditTrail>(_ => throw new NotSupportedException()), []);
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await cluster.Orders.Drain(Order));
        await cluster.Until(async () => (await cluster.Shelf()).Idle == 2, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task Destroy_Bound_EndsTheSessionByTheOperatorWithItsReason()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var alice = await cluster.Opened("alice");
        var destroyed = await cluster.Pool.Destroy(alice.Session.Sandbox!.Value.Name, "abuse");
        Assert.Equal(("ending", alice.Session.Id), (destroyed!.Phase, destroyed.Session));
        await cluster.Until(async () => await cluster.EndOf("alice") == (EndReason.Operator, "abuse"));
        await cluster.Until(async () => !(await cluster.Sandboxes()).Contains(alice.Session.Sandbox.Value), TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task Recycle_Idle_IsReplacedWithoutADip()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var before = await cluster.Sandboxes();
        var least = int.MaxValue;
        await cluster.Pool.Recycle(before[0].Name);
        await cluster.Until(async () =>
        {
            least = Math.Min(least, (await cluster.Shelf()).Idle);
            return !(await cluster.Sandboxes()).Contains(before[0]);
        }, TimeSpan.FromMilliseconds(100));
        Assert.Equal(2, least);
        Assert.Contains(before[1], await cluster.Sandboxes());
    }

    private sealed class BrokenStorage : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new InvalidOperationException("broken");

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new InvalidOperationException("broken");

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new InvalidOperationException("broken");
    }
}
