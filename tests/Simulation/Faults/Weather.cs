using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>What happens to machines, silos and the database, and that it passes.</summary>
internal sealed class Weather(World world)
{
    private readonly Chance _draw = new(world.Scenario.Seed, 3);

    public async Task Blow()
    {
        while (!world.Faults.IsOver)
        {
            await world.Kernel.Pause(Span(500, 4_000));
            for (var fault = Fault.SandboxKilled; fault <= Fault.ClockJumps; fault++)
            {
                // Drawn whether it happens or not, so that one that is left out moves no other.
                var (which, span, size) = (_draw.Next(), Span(1_000, 30_000), _draw.Next());
                if (world.Faults.Hits(fault))
                {
                    _ = Happen(fault, which, span, size);
                }
            }
        }
    }

    private TimeSpan Span(int least, int most) => TimeSpan.FromMilliseconds(_draw.Between(least, most));

    private Task Happen(Fault fault, ulong which, TimeSpan span, ulong size) => fault switch
    {
        Fault.SandboxKilled => Kill(which, size),
        Fault.NodeDies => NodeDies(Any(world.Nodes, which), span),
        Fault.NodeSleeps => Sleeps(Any(world.Nodes, which), TimeSpan.FromSeconds(1 + (size % 400))),
        Fault.NodeDrains => Drains(Any(world.Nodes, which), span),
        Fault.SiloCrashes => Crashes(which, span, TimeSpan.FromMilliseconds(size % 10_000)),
        Fault.SiloLeaves => Leaves(which, span),
        Fault.ClusterSplits => Splits(which, span),
        Fault.StorageDown => StorageDown(span),
        _ => ClockJumps(which, TimeSpan.FromSeconds((long)(size % 7_200) - 3_600)),
    };

    private static T Any<T>(IReadOnlyList<T> among, ulong which) => among[(int)(which % (ulong)among.Count)];

    private Task Kill(ulong which, ulong size)
    {
        if (Any(world.Nodes, which).Sandboxes.Values.ToList() is { Count: > 0 } sandboxes)
        {
            var sandbox = Any(sandboxes, size);
            sandbox.HurtAt = world.Now;
            sandbox.End(EndReason.OutOfMemory);
        }

        return Task.CompletedTask;
    }

    private async Task NodeDies(SimNode node, TimeSpan span)
    {
        if (node.IsDead)
        {
            return;
        }

        world.Story.Tell($"node {node.Name} dies for {span.TotalSeconds:0} s");
        node.IsDead = true;
        foreach (var sandbox in node.Sandboxes.Values.ToList())
        {
            sandbox.HurtAt = world.Now;
            sandbox.End(EndReason.NodeLost);
        }

        if (world.Topology.NodesAreSilos && world.Cluster.Silos.Find(silo => silo.Name == node.Name) is { IsAlive: true } silo)
        {
            _ = Crash(silo, span, TimeSpan.FromSeconds(3));
        }

        await world.Kernel.Pause(span);
        node.IsDead = false;
        world.Story.Tell($"node {node.Name} is back");
    }

    private Task Sleeps(SimNode node, TimeSpan span)
    {
        world.Story.Tell($"node {node.Name} sleeps for {span.TotalSeconds:0} s");
        node.Slept += span;
        foreach (var sandbox in node.Sandboxes.Values.ToList())
        {
            sandbox.HurtAt = world.Now;
            sandbox.Fire(0);
        }

        return Task.CompletedTask;
    }

    private async Task Drains(SimNode node, TimeSpan span)
    {
        node.State = NodeStates.Draining;
        world.Story.Tell($"node {node.Name} is being drained");
        await world.Kernel.Pause(span);
        node.State = NodeStates.Ready;
        world.Story.Tell($"node {node.Name} takes sandboxes again");
    }

    private Task Crashes(ulong which, TimeSpan span, TimeSpan unnoticed) =>
        world.Cluster.Alive.ToList() is { Count: > 0 } alive ? Crash(Any(alive, which), span, unnoticed) : Task.CompletedTask;

    private async Task Crash(SimSilo silo, TimeSpan span, TimeSpan unnoticed)
    {
        world.Cluster.Crash(silo);
        world.Checks.Away(silo.Name);
        await world.Kernel.Pause(unnoticed < span ? unnoticed : span);
        world.Cluster.NoticeDeath(silo);
        await world.Kernel.Pause(unnoticed < span ? span - unnoticed : TimeSpan.Zero);
        world.Checks.Away(silo.Name);
        world.Story.Tell($"silo {silo.Name} is started again");
        world.Cluster.Start(silo.Index, silo.Life + 1);
    }

    /// <summary>In order: its pools hand over, and the others know at once.</summary>
    private async Task Leaves(ulong which, TimeSpan span)
    {
        if (world.Cluster.Alive.ToList() is not { Count: > 0 } alive)
        {
            return;
        }

        var silo = Any(alive, which);
        world.Story.Tell($"silo {silo.Name} is to leave");
        if (world.Topology.NodesAreSilos)
        {
            _ = HandOver(silo);
            await world.Kernel.Pause(TimeSpan.FromSeconds(1));
        }

        if (silo.IsAlive)
        {
            await Crash(silo, span, TimeSpan.Zero);
        }
    }

    private static async Task HandOver(SimSilo silo)
    {
        try
        {
            await silo.Factory.GetGrain<INodePoolGrain>(silo.Name).HandOver();
        }
        catch (Exception failure) when (Grains.Faults.Pass(failure))
        {
            // It leaves all the same.
        }
    }

    private async Task Splits(ulong which, TimeSpan span)
    {
        var alive = world.Cluster.Alive.ToList();
        if (alive.Count < 2 || world.Cluster.IsSplit)
        {
            return;
        }

        var other = alive[(int)(which % (ulong)alive.Count)];
        world.Story.Tell($"silo {other.Name} and the others no longer see each other for {span.TotalSeconds:0} s");
        world.Cluster.Split([other]);
        Away();
        await world.Kernel.Pause(span);
        world.Cluster.Heal();
        Away();
        world.Story.Tell($"all silos see each other again");
    }

    private void Away() => world.Cluster.Silos.ForEach(silo => world.Checks.Away(silo.Name));

    private async Task StorageDown(TimeSpan span)
    {
        world.Story.Tell($"the database is away for {span.TotalSeconds:0} s");
        world.Rows.IsDown = true;
        await world.Kernel.Pause(span);
        world.Rows.IsDown = false;
        world.Story.Tell($"the database is back");
    }

    private Task ClockJumps(ulong which, TimeSpan by)
    {
        if (world.Cluster.Alive.ToList() is { Count: > 0 } alive)
        {
            var silo = Any(alive, which);
            silo.Time.Skew = by;
            world.Story.Tell($"the wall clock of {silo.Name} is off by {by.TotalSeconds:0} s");
        }

        return Task.CompletedTask;
    }
}
