using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>
/// No state is for ever: how long one pool may believe a sandbox to be in each, and how long a session may be in each, whatever goes wrong. That an idle one stands idle is what it is for; its agent ends it where nobody asks
/// (<see cref="Sweep(SimSandbox)"/>).
/// </summary>
internal sealed partial class SafetyChecks
{
    /// <summary>Its agent is asked five times, each time as long as a call may last, and a second is waited in between.</summary>
    private static readonly TimeSpan LongestFound = TimeSpan.FromSeconds(200);

    /// <summary>In calm, from the decision to make one until it is begun: a call that was lost before it is made again.</summary>
    private static readonly TimeSpan LongestUnmade = TimeSpan.FromSeconds(30);

    /// <summary>One call.</summary>
    private static readonly TimeSpan LongestBinding = TimeSpan.FromSeconds(40);

    /// <summary>Beyond its lease's lifetime: until it was confirmed, and until its end was noticed.</summary>
    private static readonly TimeSpan LongestBoundBeyondLifetime = TimeSpan.FromSeconds(180);

    /// <summary>The pool's own limit, and a tick.</summary>
    private static readonly TimeSpan LongestWiping = Pool.LongestWipe + TimeSpan.FromSeconds(3);

    /// <summary>Until it is asked for again: calls that fail and are made again with a listing.</summary>
    private static readonly TimeSpan LongestEnding = TimeSpan.FromSeconds(200);

    /// <summary>Looking for a sandbox on all nodes, its row and its confirmation, several times.</summary>
    private static readonly TimeSpan LongestOpening = TimeSpan.FromSeconds(300);

    /// <summary>From the end of its lifetime, or of all faults, for without the storage no row can be closed, until a session's row is closed.</summary>
    private static readonly TimeSpan LongestActiveBeyondLifetime = TimeSpan.FromSeconds(150);

    /// <summary>
    /// In calm, until a session's row is closed whose sandbox does not act for it. Where the pool did not hear of the wipe, it asks the session after 20 s, and a session that was not asked for a minute asks its sandbox.
    /// </summary>
    private static readonly TimeSpan LongestWidow = TimeSpan.FromSeconds(100);

    private readonly Dictionary<string, TimeSpan> _activeSince = [];
    private readonly Dictionary<string, TimeSpan> _widowSince = [];
    private Dictionary<PooledSandbox, (SandboxPhase Phase, TimeSpan Since)> _phases = [];
    private Dictionary<PooledSandbox, (SandboxPhase Phase, TimeSpan Since)> _phasesNow = [];
    private Dictionary<(Activation, LeaseId), TimeSpan> _openings = [];
    private Dictionary<(Activation, LeaseId), TimeSpan> _openingsNow = [];
    private TimeSpan? _calmAt;

    private void BeginSweep()
    {
        (_phases, _phasesNow) = (_phasesNow, _phases);
        (_openings, _openingsNow) = (_openingsNow, _openings);
        _phasesNow.Clear();
        _openingsNow.Clear();
    }

    private void SweepPhase(Activation pool, PooledSandbox sandbox)
    {
        var since = _phases.TryGetValue(sandbox, out var before) && before.Phase == sandbox.Phase ? before.Since : world.Now;
        _phasesNow.Add(sandbox, (sandbox.Phase, since));
        if (since == world.Now || pool.IsLeaving)
        {
            return;
        }

        var (longest, kind) = sandbox.Phase switch
        {
            SandboxPhase.Found => (LongestFound, "found-for-ever"),
            SandboxPhase.Starting => (LongestStarting, "starts-for-ever"),
            SandboxPhase.Binding => (LongestBinding, "binds-for-ever"),
            SandboxPhase.Bound => (LongestBoundBeyondLifetime + Lifetime(sandbox.Shelf?.Template.Name), "bound-for-ever"),
            SandboxPhase.Wiping => (LongestWiping, "wipes-for-ever"),
            SandboxPhase.Ending => (LongestEnding, "ends-for-ever"),
            _ => (TimeSpan.MaxValue, ""),
        };
        if (sandbox.Phase == SandboxPhase.Starting && _calmAt is { } calm && world.Now - Later(since, calm) > LongestUnmade && !world.Ever.Contains(sandbox.Name))
        {
            Violated("start-lost", $"{sandbox.Name} has been starting at {pool.Key.Name} for {(world.Now - since).TotalSeconds:0} s, and nobody has begun to make it.");
        }

        if (world.Now - since > longest)
        {
            Violated(kind, $"{sandbox.Name} has been {sandbox.Phase} at {pool.Key.Name} for {(world.Now - since).TotalSeconds:0} s.");
        }
    }

    private void SweepSession(Activation activation, SessionGrain grain)
    {
        if (Internals.Opening(grain) is not { } opening)
        {
            return;
        }

        var since = _openings.GetValueOrDefault((activation, opening.Lease), world.Now);
        _openingsNow.Add((activation, opening.Lease), since);
        if (world.Now - since > LongestOpening)
        {
            Violated("opens-for-ever", $"{activation.Key.Name} has been opening for {(world.Now - since).TotalSeconds:0} s.");
        }
    }

    /// <summary>Of each row that is active, once more than a second has passed since it was stored.</summary>
    private void SweepRows()
    {
        if (_calmAt is not { } calm)
        {
            return;
        }

        foreach (var (session, (row, _)) in world.Rows.Rows)
        {
            if (row.IsActive && _activeSince.TryGetValue(row.Lease.Value, out var since))
            {
                var over = since + Lifetime(row.Template);
                if (world.Now > Later(over, calm) + LongestActiveBeyondLifetime)
                {
                    Violated("active-for-ever", $"The row of {session} has been active for {(world.Now - since).TotalSeconds:0} s.");
                }

                SweepWidow(session, row);
            }
        }
    }

    private void SweepWidow(string session, SessionRow row)
    {
        if (world.Node(row.Sandbox.Node).Sandboxes.GetValueOrDefault(row.Sandbox.Name)?.BoundBy == row.Lease.Value)
        {
            return;
        }

        _widowSince.TryAdd(row.Lease.Value, world.Now);
        if (world.Now > _widowSince[row.Lease.Value] + LongestWidow)
        {
            Violated("widow", $"The row of {session} is active, and {row.Sandbox.Name} has not acted for it for {(world.Now - _widowSince[row.Lease.Value]).TotalSeconds:0} s.");
        }
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private TimeSpan Lifetime(string? template) => TimeSpan.FromSeconds(world.Topology.Deployed.FirstOrDefault(deployed => deployed.Name == template)?.LifetimeSeconds ?? 300);
}
