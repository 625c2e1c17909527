using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Tests.Properties;

/// <summary>
/// A cluster that does everything right, and clients that lose answers: each number is a step. Ends with a session, <see cref="Victim"/>, that no fault touches
/// and whose calls are all answered, for what mutations plant.
/// </summary>
internal sealed class Model
{
    public const string Victim = "victim";
    public const string VictimNode = "calm";
    public const double AwayFor = 12_000;
    private const double LostAfter = 9_500;

    private static readonly string[] Nodes = ["a", "b"];
    private static readonly string[] RegisterNames = ["x", "f.txt"];

    private readonly Story _story = new();
    private readonly ModelSession[] _sessions = [new("s"), new("t"), new("u")];
    private int _tokens;

    public static History Run(IEnumerable<int> steps)
    {
        var model = new Model();
        foreach (var step in steps)
        {
            model.Step(step);
        }

        model.ActVictim();
        model.Look();
        return model._story.History;
    }

    private void Step(int step)
    {
        var session = _sessions[step % 3];
        var outcome = step / 3 % 4;
        _story.Wait(1 + (step % 7 * 200));
        EndIdle();
        switch (step / 12 % 12)
        {
            case 0: Kill(session); break;
            case 1: LoseNode(session); break;
            case 2: _story.Wait(Story.IdleTimeout + 1_000); break;
            case 3: Release(session, outcome); break;
            case 4: Get(session); break;
            case 5 or 6: Read(session, RegisterNames[step % 2]); break;
            case 7: Renew(session, outcome); break;
            default: Write(session, RegisterNames[step % 2], outcome); break;
        }
    }

    private void Open(ModelSession session, bool answered = true)
    {
        var created = !session.Lives;
        var token = NextToken();
        if (created)
        {
            Begin(session, Nodes[session.Incarnation % Nodes.Length == 0 ? 0 : 1]);
        }

        var call = _story.Call(Verb.Open, session.Name, answered ? session.Incarnation : null) with { Token = token, IdleTimeout = Story.IdleTimeout };
        _story.Say(answered ? call with { Status = created ? 201 : 200, Facts = Facts(session) } : call);
        session.LastUsed = _story.Now;
        session.Believed = answered ? session.Incarnation : null;
    }

    private void Begin(ModelSession session, string node)
    {
        session.Incarnation++;
        session.Lives = true;
        session.Node = node;
        session.Registers.Clear();
        _story.Journal(node, session.Sandbox, JournalFact.Started)
            .Journal(node, session.Sandbox, JournalFact.Bound, session.Lease)
            .Journal(node, session.Sandbox, JournalFact.Confirmed, session.Lease);
    }

    /// <summary>Whether the session is there; if not, its client learns so.</summary>
    private bool Reach(ModelSession session)
    {
        if (session.Believed is null)
        {
            Open(session, answered: _tokens % 4 != 0);
            return false;
        }

        if (session.Lives)
        {
            return true;
        }

        _story.Say(_story.Call(Verb.Read, session.Name, session.Believed) with { Status = 410, Code = "session_ended", Register = "x", Facts = Facts(session) with { EndedAt = null } });
        session.Believed = null;
        return false;
    }

    private void Write(ModelSession session, string register, int outcome)
    {
        if (!Reach(session))
        {
            return;
        }

        var token = NextToken();
        var call = _story.Call(Verb.Write, session.Name, session.Believed) with { Register = register, Token = token };
        if (outcome < 3)
        {
            session.Registers[register] = token;
            session.LastUsed = _story.Now;
        }

        _story.Say(outcome switch { < 2 => call with { Status = 200, Verdict = "ok" }, 3 => call with { Status = 503, Code = "unavailable" }, _ => call });
    }

    private void Read(ModelSession session, string register)
    {
        if (!Reach(session))
        {
            return;
        }

        session.LastUsed = _story.Now;
        var value = session.Registers.GetValueOrDefault(register);
        _story.Say(_story.Call(Verb.Read, session.Name, session.Believed) with { Status = 200, Verdict = "ok", Register = register, Value = value, Seen = value is null ? [] : [value] });
    }

    private void Renew(ModelSession session, int outcome)
    {
        if (!Reach(session))
        {
            return;
        }

        var call = _story.Call(Verb.Renew, session.Name, session.Believed) with { IdleTimeout = Story.IdleTimeout };
        session.LastUsed = outcome < 3 ? _story.Now : session.LastUsed;
        _story.Say(outcome < 2 ? call with { Status = 200, Facts = Facts(session) } : call);
    }

    private void Release(ModelSession session, int outcome)
    {
        if (!Reach(session))
        {
            return;
        }

        var call = _story.Call(Verb.Release, session.Name, session.Believed);
        if (outcome < 3)
        {
            EndLife(session, "released", _story.Now);
        }

        _story.Say(outcome < 2 ? call with { Status = 204 } : call);
        session.Believed = null;
    }

    private void Get(ModelSession session)
    {
        if (session.Incarnation > 0)
        {
            _story.Say(_story.Call(Verb.Get, session.Name, session.Incarnation) with { Status = 200, Facts = Facts(session) });
        }
    }

    private void Kill(ModelSession session)
    {
        if (session.Lives)
        {
            _story.Fault(FaultKind.SandboxKill, $"{session.Node}/{session.Sandbox}");
            EndLife(session, "crashed", _story.Now);
        }
    }

    private void LoseNode(ModelSession session)
    {
        if (!session.Lives)
        {
            return;
        }

        var node = session.Node;
        _story.Fault(FaultKind.Kill, node).Fault(FaultKind.Down, node, AwayFor);
        foreach (var other in _sessions.Where(other => other.Lives && other.Node == node))
        {
            EndLife(other, "node-lost", _story.Now + LostAfter);
        }

        _story.Wait(AwayFor);
    }

    private void EndIdle()
    {
        foreach (var session in _sessions.Where(session => session.Lives && session.LastUsed + Story.IdleTimeout <= _story.Now))
        {
            EndLife(session, "idle-timeout", session.LastUsed + Story.IdleTimeout);
        }
    }

    private void EndLife(ModelSession session, string reason, double at)
    {
        session.Lives = false;
        session.End = (reason, at);
        _story.Journal(session.Node, session.Sandbox, JournalFact.Ended, why: reason);
    }

    private void ActVictim()
    {
        var victim = new ModelSession(Victim);
        _story.Journal(VictimNode, "idle", JournalFact.Started);
        Begin(victim, VictimNode);
        _story.Open(Victim, 1, VictimNode, victim.Sandbox).Wait(1)
            .Write("first", "x", Victim).Wait(1).Write("last", "x", Victim).Wait(1).Read("last", "x", Victim).Wait(1)
            .Get(Facts(victim)).Wait(1).Get(Facts(victim)).Wait(1);
    }

    private void Look()
    {
        _story.CalmFrom = _story.Now;
        EndIdle();
        var victim = new ModelSession(Victim) { Incarnation = 1, Lives = true, Node = VictimNode };
        var living = _sessions.Where(session => session.Lives).Append(victim).ToList();
        _story.Final = new()
        {
            At = _story.Now,
            Living = [$"{VictimNode}/idle", .. living.Select(session => $"{session.Node}/{session.Sandbox}")],
            Strays = [],
            Rows = [.. _sessions.Where(session => session.Incarnation > 0).Append(victim).Select(session => Facts(session) with { Lease = session.Lease })],
            Pools = [.. Nodes.Append(VictimNode).Select(node => new PoolFacts(node, "python", node == VictimNode ? 1 : 0, 0, 0, node == VictimNode ? 1 : 0, 0, "closed"))],
            Nodes = [.. Nodes.Append(VictimNode).Select(node => new NodeFacts(node, "ready"))],
            ExpectedNodes = [VictimNode],
        };
        _story.Say(_story.Call(Verb.Get, Victim) with { Status = 200, Facts = Facts(victim) });
    }

    private SessionFacts Facts(ModelSession session)
    {
        var facts = _story.Active(session.Name, session.Incarnation, session.Node, session.Sandbox) with { CreatedAt = null };
        return session.Lives || session.End is not { } end ? facts : facts with { State = "closed", Reason = end.Reason, EndedAt = end.At };
    }

    private string NextToken() => Story.Token($"{++_tokens}");
}
