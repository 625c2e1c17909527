using Sandboxes.Abstractions;

namespace Sandboxes.Simulation;

/// <summary>What came of a run.</summary>
internal sealed record RunResult(Scenario Scenario, long Steps, TimeSpan Virtual, ulong Hash, Violation? Violation, IReadOnlyList<Injection> Happened, IReadOnlyList<string> Lines);

/// <summary>One run: a world, its clients and its weather, until it is quiet again.</summary>
internal sealed class SimRun
{
    /// <summary>From the last fault until everything must be right again. What passes by itself, such as a silo that is away, takes up to half a minute of it.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(210);

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    private readonly World _world;
    private TimeSpan _judgeAt;

    private SimRun(Scenario scenario)
    {
        _world = new(scenario);
        _judgeAt = _world.Topology.Faulty + Quiet;
    }

    public static RunResult Of(Scenario scenario) => new SimRun(scenario).Run();

    /// <summary>A world without clients and faults, and what is done in it; ends with it.</summary>
    public static RunResult Of(Scenario scenario, Func<World, Task> script)
    {
        var run = new SimRun(scenario with { Only = new HashSet<Injection>(), Without = new Topology(scenario.Seed).Actors.ToHashSet() });
        return run.Run(script);
    }

    private RunResult Run()
    {
        _world.Kernel.Run(Begin, _world.Scenario.MostSteps, Proceeds);
        return Result();
    }

    private RunResult Run(Func<World, Task> script)
    {
        Task? done = null;
        _world.Kernel.Run(
            () =>
            {
                Begin();
                done = script(_world);
            },
            _world.Scenario.MostSteps,
            () => _world.Checks.Violation is null && done is not { IsCompleted: true });
        if (done is { IsFaulted: true })
        {
            done.GetAwaiter().GetResult();
        }

        return Result();
    }

    private RunResult Result()
    {
        if (_world.Kernel.Spinning is { } spinning)
        {
            _world.Checks.Violated("spins", $"{spinning} is due again and again, and no time passes.");
        }

        return new(_world.Scenario, _world.Kernel.Steps, _world.Now, _world.Kernel.Hash, _world.Checks.Violation, _world.Faults.Happened, _world.Story.Lines);
    }

    /// <summary>A pool is never still for long: it renews, and looks. So it may take a while until nothing is under way.</summary>
    private bool Proceeds()
    {
        if (_world.Checks.Violation is not null)
        {
            return false;
        }

        if (_world.Now < _judgeAt)
        {
            return true;
        }

        var wrong = new Liveness(_world).Judge();
        if (wrong is not null && _world.Now > _world.Topology.Faulty + Quiet + Settling)
        {
            _world.Checks.Violated(wrong.Kind, wrong.Sentence);
        }

        _judgeAt = _world.Now + TimeSpan.FromMilliseconds(100);
        return wrong is not null && _world.Checks.Violation is null;
    }

    private void Begin()
    {
        for (var silo = 0; silo < _world.Topology.Silos; silo++)
        {
            _world.Cluster.Start(silo, 0);
        }

        _ = Housekeep();
        _ = new Weather(_world).Blow();
        _ = EndFaults();
        for (var session = 0; session < _world.Topology.Sessions; session++)
        {
            Begin(session);
        }

        if (_world.Topology.RollsOut && !_world.Scenario.Without.Contains(Scenario.Deployer))
        {
            _ = new Deployer(_world).Live();
        }

        if (_world.Topology.HasOperator && !_world.Scenario.Without.Contains(Scenario.Operator))
        {
            _ = new Operator(_world).Live();
        }
    }

    /// <summary>Every fourth session has two callers at the same time.</summary>
    private void Begin(int session)
    {
        if (_world.Scenario.Without.Contains(session))
        {
            return;
        }

        _ = new Client(_world, session, 0).Live();
        if (session % 4 == 0)
        {
            _ = new Client(_world, session, 1).Live();
        }
    }

    private async Task EndFaults()
    {
        await _world.Kernel.Pause(_world.Topology.Faulty);
        _world.Faults.IsOver = true;
        _world.Cluster.Silos.ForEach(silo => silo.Time.Skew = TimeSpan.Zero);
        _world.Checks.Calm();
        _world.Story.Tell($"nothing goes wrong any more");
    }

    private async Task Housekeep()
    {
        for (var second = 0; ; second++)
        {
            _world.Cluster.Sweep();
            _world.Checks.Sweep();
            foreach (var silo in _world.Cluster.Alive)
            {
                silo.Look();
                if (second % 2 == 0)
                {
                    Wake(silo);
                }
            }

            await _world.Kernel.Pause(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>As the silo's own starter does.</summary>
    private void Wake(SimSilo silo)
    {
        foreach (var node in _world.Nodes)
        {
            if (!_world.Topology.NodesAreSilos || node.Name == silo.Name)
            {
                _ = Wake(silo.Factory.GetGrain<INodePoolGrain>(node.Name));
            }
        }
    }

    private static async Task Wake(INodePoolGrain pool)
    {
        try
        {
            await pool.Activate();
        }
        catch (Exception failure) when (Grains.Faults.Pass(failure))
        {
            // It is asked again soon.
        }
    }
}
