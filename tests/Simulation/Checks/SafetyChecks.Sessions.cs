using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>A session that a caller was told of.</summary>
internal sealed class Acknowledged(string session, SessionView view, TimeSpan idle, TimeSpan lifetime)
{
    public string Session => session;

    public SandboxId Sandbox => view.Sandbox!.Value;

    public long Incarnation => view.Incarnation;

    /// <summary>Somebody asked for its end.</summary>
    public bool IsReleased { get; set; }

    /// <summary>Until when nobody may end it: it was last used then, or its lifetime is over.</summary>
    public TimeSpan LivesUntil { get; private set; }

    private TimeSpan _bornAt;

    public void Began(TimeSpan asked) => (_bornAt, LivesUntil) = (asked, asked + Least(idle, lifetime));

    public void Used(TimeSpan asked) => LivesUntil = Least(asked + idle, _bornAt + lifetime);

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

internal sealed partial class SafetyChecks
{
    /// <summary>How long a fault on the way to a sandbox explains that it was destroyed in doubt.</summary>
    private static readonly TimeSpan HurtExplains = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan UnderWayAtMost = TimeSpan.FromSeconds(40);

    private readonly Dictionary<string, Acknowledged> _acknowledged = [];
    private readonly HashSet<(string Session, long Incarnation)> _opened = [];
    private readonly Dictionary<string, (int Open, TimeSpan Until)> _releases = [];

    /// <summary>When a silo was last not seen by the others: where nodes are silos, its sessions may then be given up.</summary>
    private readonly Dictionary<string, TimeSpan> _away = [];

    public Acknowledged Acknowledge(SessionId session, SessionView view, TimeSpan asked, TemplateSpec template)
    {
        var name = view.Sandbox!.Value.Name;
        world.Story.Tell($"{session} is told that it has {name}");
        if (_acknowledged.TryGetValue(name, out var known))
        {
            if (known.Session == session.ToString() && known.Incarnation == view.Incarnation)
            {
                return known;
            }

            if (IsUsedAgain(view.Sandbox.Value))
            {
                return Again(session, view, asked, template);
            }

            Violated("acknowledged-twice", $"{name} was given to {known.Session} and to {session}.");
            return known;
        }

        RequireConfirmed(session, view.Sandbox.Value);
        return Again(session, view, asked, template);
    }

    private Acknowledged Again(SessionId session, SessionView view, TimeSpan asked, TemplateSpec template)
    {
        var told = _acknowledged[view.Sandbox!.Value.Name] = new(session.ToString(), view, TimeSpan.FromSeconds(template.IdleTimeoutSeconds), TimeSpan.FromSeconds(template.LifetimeSeconds));
        told.Began(asked);
        _opened.Add((told.Session, told.Incarnation));
        told.IsReleased = IsReleasing(told.Session);
        return told;
    }

    private void RequireConfirmed(SessionId session, SandboxId id)
    {
        if (world.Node(id.Node).Sandboxes.TryGetValue(id.Name, out var sandbox) && sandbox.Latch is { Phase: not LatchPhase.Gone, Generation: 1 } latch
            && (latch.Phase != LatchPhase.Confirmed || new LeaseId(latch.Lease!).Session != session))
        {
            Violated("acknowledged-unconfirmed", $"{session} was told that it has {id.Name}, which is {latch.Phase} for {world.Story.Lease(latch.Lease)}.");
        }
    }

    /// <summary>Somebody asks for the end of whatever the session has, and of what it gets before the call is settled.</summary>
    public void Releasing(SessionId session)
    {
        var asked = _releases[session.ToString()] = _releases.GetValueOrDefault(session.ToString());
        _releases[session.ToString()] = (asked.Open + 1, asked.Until);
        foreach (var told in _acknowledged.Values)
        {
            told.IsReleased |= told.Session == session.ToString();
        }
    }

    /// <summary>One that was not answered may still be on its way.</summary>
    public void Settled(SessionId session, bool done)
    {
        var (open, until) = _releases[session.ToString()];
        _releases[session.ToString()] = (open - 1, done ? until : world.Now + UnderWayAtMost);
    }

    private bool IsReleasing(string session) => _releases.TryGetValue(session, out var asked) && (asked.Open > 0 || asked.Until > world.Now);

    public void Away(string silo) => _away[silo] = world.Now;

    /// <summary>A session that was acknowledged lives until its announced end, unless its end was asked for or a fault explains it.</summary>
    public void Ended(SimSandbox sandbox)
    {
        if (!_acknowledged.Remove(sandbox.Id.Name, out var told) || sandbox.BoundBy is null || new LeaseId(sandbox.BoundBy).Session?.ToString() != told.Session || told.IsReleased || world.Now >= told.LivesUntil - TimeSpan.FromSeconds(1))
        {
            return;
        }

        var hurt = sandbox.HurtAt != TimeSpan.MinValue && world.Now - sandbox.HurtAt < HurtExplains;
        var away = world.Topology.NodesAreSilos && _away.TryGetValue(sandbox.Node.Name, out var last) && world.Now - last < HurtExplains;
        // A renewal tells the agent what remains by the silo's clock, which may have jumped forward since the deadline was told.
        var jumped = world.Topology.PerMillion(Fault.ClockJumps) > 0
            && world.Cluster.Activations.Any(activation => activation.Key.Name == told.Session && activation.Grain is SessionGrain session && Internals.Row(session).Ended?.Reason is EndReason.IdleTimeout or EndReason.Lifetime);
        if (!hurt && !away && !jumped && sandbox.Why is not (EndReason.IdleTimeout or EndReason.Lifetime))
        {
            Violated("lost", $"{told.Session} has lost {sandbox.Id.Name} ({sandbox.Why}) {(told.LivesUntil - world.Now).TotalSeconds:0} s before its end, and nothing explains it.");
        }
    }
}
