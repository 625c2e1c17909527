using Sandboxes.Abstractions;
using Sandboxes.Simulation;
using static Sandboxes.SimulationTests.Scripts;

namespace Sandboxes.SimulationTests;

/// <summary>What the simulator found, told again step by step: each failed before it was mended.</summary>
public sealed class FoundTests
{
    /// <summary>Two activations: the other one closed the session and opened it anew. Ours, which knows the first sandbox only, must not put a third in the place of the second.</summary>
    [Fact]
    public void Open_AnotherActivationOpenedAnew_DoesNotReplaceIt() => Hold(async world =>
    {
        world.Loses = (verb, to) => verb == "observe" && to.Kind == GrainKind.Session;
        await Open(world.Cluster.Silos[0]);
        world.Cluster.Split([world.Cluster.Silos[1]]);
        var theirs = Reference(world.Cluster.Silos[1]);
        await Open(world.Cluster.Silos[1]);
        await theirs.Release(EndReason.Released, null);
        await world.Kernel.Pause(TimeSpan.FromSeconds(1));
        var second = await Open(world.Cluster.Silos[1]);
        world.Cluster.Heal();

        await Reference(world.Cluster.Silos[0]).Open(ColdOpen, CancellationToken.None);

        Assert.Equal(second!.Sandbox, world.Rows.Rows[Session.ToString()].Row.Sandbox);
    });

    /// <summary>A row of ours waits to be written, so what we remember is older than what is stored.</summary>
    [Fact]
    public void Holds_RowWaitsAndAnotherActivationOpened_SaysYes() => Hold(async world =>
    {
        await Open(world.Cluster.Silos[0]);
        var ours = Reference(world.Cluster.Silos[0]);
        world.Cluster.Split([world.Cluster.Silos[1]]);
        world.Rows.IsDown = true;
        await ours.Release(EndReason.Released, null);
        await world.Kernel.Pause(TimeSpan.FromMilliseconds(300));
        world.Rows.IsDown = false;
        await Open(world.Cluster.Silos[1]);

        Assert.True(await ours.Holds(world.Rows.Rows[Session.ToString()].Row.Lease));
    });

    /// <summary>The sandbox is said to be lost while its session, which was released meanwhile, waits for the confirmation.</summary>
    [Fact]
    public void Observe_WhileAReleasedOpenIsUnderWay_DoesNotSpin() => Hold(async world =>
    {
        var session = Reference(world.Cluster.Silos[0]);
        _ = session.Open(ColdOpen, CancellationToken.None).AsTask();
        while (!world.Rows.Rows.ContainsKey(Session.ToString()))
        {
            await world.Kernel.Pause(TimeSpan.FromMicroseconds(20));
        }

        var row = world.Rows.Rows[Session.ToString()].Row;
        world.Node(row.Sandbox.Node).Sandboxes[row.Sandbox.Name].IsMute = true;
        await world.Kernel.Pause(TimeSpan.FromMilliseconds(50));
        await session.Release(EndReason.Released, null);
        await session.Observe(row.Lease, row.Sandbox, EndReason.NodeLost, null);
        await world.Kernel.Pause(TimeSpan.FromSeconds(30));
    });

    /// <summary>A start has failed and what is left of it is being removed.</summary>
    [Fact]
    public void Retire_WhileAFailedStartIsClearedAway_Answers() => Hold(async world =>
    {
        var sandbox = world.Cluster.Silos[0].Factory.GetGrain<ISandboxGrain>("n0/x1");
        world.Nodes[0].IsDead = true;
        _ = sandbox.Start(world.Topology.Templates[0]).AsTask();
        await world.Kernel.Pause(TimeSpan.FromMilliseconds(2));
        for (var times = 0; times < 200; times++)
        {
            await world.Kernel.Pause(TimeSpan.FromMicroseconds(100));
            _ = sandbox.Retire().AsTask();
        }

        await world.Kernel.Pause(TimeSpan.FromSeconds(1));
    });

    /// <summary>A sandbox wiped itself after its lease, and its pool did not hear of it: neither the session nor the agent knows the lease any more.</summary>
    [Fact]
    public void Wiping_WordIsLost_IsNotBoundForEver() => Hold(
        async world =>
        {
            world.Loses = (verb, _) => verb == "wiping";
            await Open(world.Cluster.Silos[0]);
            await Reference(world.Cluster.Silos[0]).Release(EndReason.Released, null);
            await world.Kernel.Pause(TimeSpan.FromSeconds(60));

            Assert.Null(new Liveness(world).Judge());
        },
        topology => topology.IsDedicated && topology.Templates[0].MaxUses > 1);

    /// <summary>Two activations keep the templates, and the one that stays is not the one that wrote last: it must find out that a rollout runs, or nobody goes on with it.</summary>
    [Fact]
    public void Put_AnotherActivationOfTheTemplatesStays_ItsRolloutEnds() => Hold(async world =>
    {
        var (ours, theirs) = (Templates(world.Cluster.Silos[0]), Templates(world.Cluster.Silos[1]));
        world.Cluster.Split([world.Cluster.Silos[1]]);
        await ours.Read(-1);
        await theirs.Read(-1);
        await theirs.Put(world.Topology.Templates[0] with { Image = "good" }, TemplateCondition.None);
        world.Cluster.Heal();
        await world.Kernel.Pause(TimeSpan.FromSeconds(60));

        Assert.Null(new Liveness(world).Judge());
    });

    /// <summary>Two activations keep a node's orders, and the one that is asked remembers that nothing was ordered: what it says must be so.</summary>
    [Fact]
    public void Undrain_AnotherActivationOfTheOrdersDrained_IsStored() => Hold(async world =>
    {
        var ours = await DrainedElsewhere(world);
        await ours.Undrain();

        Assert.Null(((NodeOrders)world.Rows.Others[("node-orders", "n0")].Row).Drain);
    });

    /// <summary>The same, and nobody orders anything any more: a pool that begins must hear of the drain.</summary>
    [Fact]
    public void Get_AnotherActivationOfTheOrdersDrained_IsHeardOf() => Hold(async world =>
    {
        var ours = await DrainedElsewhere(world);
        await world.Kernel.Pause(TimeSpan.FromSeconds(31));

        Assert.NotNull((await ours.Get()).Drain);
    });

    private static async Task<INodeOrdersGrain> DrainedElsewhere(World world)
    {
        var (ours, theirs) = (Orders(world.Cluster.Silos[0]), Orders(world.Cluster.Silos[1]));
        world.Cluster.Split([world.Cluster.Silos[1]]);
        await ours.Get();
        await theirs.Drain(new("because", "operator", default));
        world.Cluster.Heal();
        return ours;
    }

    private static INodeOrdersGrain Orders(SimSilo silo) => silo.Factory.GetGrain<INodeOrdersGrain>("n0");

    private static ITemplateCatalogGrain Templates(SimSilo silo) => silo.Factory.GetGrain<ITemplateCatalogGrain>(0);
}
