using Sandboxes.Chaos.Cluster;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Faults;

/// <summary>Does to the cluster what the plan says, a fault every five seconds, and writes it down when it is over.</summary>
internal sealed class Injector(ChaosCluster cluster, int seed, RunClock clock)
{
    private const double EveryMs = 5_000;

    /// <summary>Without the database no silo comes back, so that few faults could be drawn if it were away all the time.</summary>
    private const double DatabaseRestMs = 20_000;

    /// <summary>How long a process may take to end after SIGTERM before it is killed.</summary>
    private static readonly TimeSpan GraceToEnd = TimeSpan.FromSeconds(30);

    private readonly List<Task> _underWay = [];
    private bool _databaseBusy;
    private double _databaseBackAt = double.MinValue;

    /// <summary>Returns when every fault is undone.</summary>
    public async Task Run(CancellationToken stop)
    {
        for (var tick = 0; !stop.IsCancellationRequested; tick++)
        {
            if (FaultPlan.Draw(seed, tick, Now()) is { } planned)
            {
                _underWay.Add(Inject(planned, stop));
            }

            await Pause(EveryMs, stop);
        }

        await Task.WhenAll(_underWay);
    }

    private Situation Now() => new(
        cluster.Silos.All(silo => silo.IsSettled) ? cluster.SiloNames : [],
        cluster.Frontends.All(frontend => frontend.IsSettled) ? cluster.FrontendNames : [],
        !_databaseBusy && clock.Now > _databaseBackAt + DatabaseRestMs,
        cluster.Network.CanCut,
        LivingSandbox.All(cluster.SiloNames).Count > 0);

    private Task Inject(Planned planned, CancellationToken stop) => planned.Kind switch
    {
        FaultKind.Kill => Kill(planned),
        FaultKind.Freeze => Freeze(planned, stop),
        FaultKind.Restart => Restart(planned),
        FaultKind.Cut => Cut(planned, stop),
        FaultKind.SandboxKill => KillSandbox(planned),
        _ => HitDatabase(planned, stop),
    };

    private Task Kill(Planned planned)
    {
        var start = clock.Now;
        var process = Find(planned.Target);
        process.Disturb(start);
        process.Signal(Signals.Kill);
        Note(planned, start);
        return Task.CompletedTask;
    }

    private async Task Freeze(Planned planned, CancellationToken stop)
    {
        var start = clock.Now;
        var process = Find(planned.Target);
        process.Disturb(start + planned.Milliseconds);
        process.Signal(Signals.Stop);
        await Pause(planned.Milliseconds, stop);
        process.Signal(Signals.Continue);
        process.Disturb(clock.Now);
        Note(planned, start);
    }

    private async Task Restart(Planned planned)
    {
        var start = clock.Now;
        var process = Find(planned.Target);
        process.Disturb(start + GraceToEnd.TotalMilliseconds);
        process.Signal(Signals.Terminate);
        var inTime = true;
        try
        {
            await process.Ended(GraceToEnd);
        }
        catch (TimeoutException)
        {
            inTime = false;
            process.Signal(Signals.Kill);
        }

        Note(planned, start, inTime ? null : $"did not end in {GraceToEnd.TotalSeconds} s and was killed");
    }

    private async Task Cut(Planned planned, CancellationToken stop)
    {
        var start = clock.Now;
        var process = Find(planned.Target);
        process.Disturb(start + planned.Milliseconds);
        var losses = Losses(planned).ToList();
        await Task.WhenAll(losses.Select(loss => cluster.Network.Lose(loss.From, loss.To, lost: true)));
        await Pause(planned.Milliseconds, stop);
        await Task.WhenAll(losses.Select(loss => cluster.Network.Lose(loss.From, loss.To, lost: false)));
        process.Disturb(clock.Now);
        foreach (var (from, to) in losses)
        {
            var isOut = from == planned.Target;
            cluster.Faults.Add(new() { Kind = FaultKind.Cut, Target = planned.Target, Peer = isOut ? to : from, Start = start, End = clock.Now, Note = isOut ? "out" : "in" });
        }
    }

    private IEnumerable<(string From, string To)> Losses(Planned planned)
    {
        var silos = cluster.SiloNames.Where(name => name != planned.Target);
        string[] peers = planned.From switch
        {
            CutFrom.Database => [NamespaceNetwork.Database],
            CutFrom.Silos => [.. silos],
            _ => [NamespaceNetwork.Database, .. silos],
        };
        foreach (var peer in peers)
        {
            if (planned.Way != CutWay.In)
            {
                yield return (planned.Target, peer);
            }

            if (planned.Way != CutWay.Out)
            {
                yield return (peer, planned.Target);
            }
        }
    }

    private Task KillSandbox(Planned planned)
    {
        var sandboxes = LivingSandbox.All(cluster.SiloNames).OrderBy(sandbox => sandbox.Id, StringComparer.Ordinal).ToList();
        var start = clock.Now;
        var agent = planned.Chance % 2 == 0;
        if (sandboxes.Count > 0 && sandboxes[planned.Chance / 2 % sandboxes.Count] is var sandbox && sandbox.Process(agent) is { } process && Signals.Send(process, Signals.Kill))
        {
            cluster.Faults.Add(new() { Kind = FaultKind.SandboxKill, Target = sandbox.Id, Start = start, End = clock.Now, Note = agent ? "its agent" : "what contains it" });
        }

        return Task.CompletedTask;
    }

    private async Task HitDatabase(Planned planned, CancellationToken stop)
    {
        _databaseBusy = true;
        var start = clock.Now;
        await (planned.Kind switch
        {
            FaultKind.DatabaseRestart => cluster.Postgres.Restart(),
            FaultKind.DatabaseStop => StopDatabase(planned, stop),
            _ => MakeReadOnly(planned, stop),
        });
        cluster.Faults.Add(new() { Kind = planned.Kind, Target = NamespaceNetwork.Database, Start = start, End = clock.Now });
        (_databaseBusy, _databaseBackAt) = (false, clock.Now);
    }

    private async Task StopDatabase(Planned planned, CancellationToken stop)
    {
        await cluster.Postgres.Stop();
        await Pause(planned.Milliseconds, stop);
        await cluster.Postgres.Start();
    }

    private async Task MakeReadOnly(Planned planned, CancellationToken stop)
    {
        await cluster.Postgres.SetReadOnly(true);
        await Pause(planned.Milliseconds, stop);
        await cluster.Postgres.SetReadOnly(false);
    }

    /// <summary>Ended early when the run is: a fault is always undone.</summary>
    private async Task Pause(double milliseconds, CancellationToken stop)
    {
        try
        {
            await clock.Pause(milliseconds, stop);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Note(Planned planned, double start, string? note = null) =>
        cluster.Faults.Add(new() { Kind = planned.Kind, Target = planned.Target, Start = start, End = clock.Now, Note = note });

    private ClusterProcess Find(string name) => cluster.Silos.Concat(cluster.Frontends).First(process => process.Name == name);
}
