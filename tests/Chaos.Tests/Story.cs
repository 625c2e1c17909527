using System.Text;
using Sandboxes.Chaos.Checking;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Tests;

/// <summary>Tells a history call by call. Each call takes 10 ms, and the clock stands still between them unless moved.</summary>
internal sealed class Story
{
    public const double CallTime = 10;
    public const double IdleTimeout = 60_000;
    public const double Lifetime = 600_000;

    private readonly List<Call> _calls = [];
    private readonly List<Fault> _faults = [];
    private readonly List<JournalEntry> _journals = [];

    public double Now { get; private set; } = 1_000;

    public FinalLook? Final { get; set; }

    public double CalmFrom { get; set; } = double.MaxValue;

    /// <summary>A token that is the same for the same name, of up to 16 letters.</summary>
    public static string Token(string name) => $"tok{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(name)).PadLeft(32, '0')}";

    public History History => new() { Calls = [.. _calls], Faults = [.. _faults], Journals = [.. _journals], Final = Final, CalmFrom = CalmFrom };

    public IReadOnlyList<Violation> Verdict => Checker.Check(History);

    public Story Wait(double milliseconds)
    {
        Now += milliseconds;
        return this;
    }

    public Story Say(Call call)
    {
        _calls.Add(call);
        Now = Math.Max(Now, call.End);
        return this;
    }

    public Story Happens(Fault fault)
    {
        _faults.Add(fault);
        return this;
    }

    public Story Fault(FaultKind kind, string target, double length = 0, string? peer = null) =>
        Happens(new() { Kind = kind, Target = target, Peer = peer, Start = Now, End = Now + length });

    public Story Journal(string node, string sandbox, JournalFact fact, string? lease = null, string? why = null)
    {
        _journals.Add(new() { Node = node, Sandbox = sandbox, Fact = fact, At = Now, Lease = lease, Why = why });
        return this;
    }

    /// <summary>A call without an answer; Say(Call(...) with { ... }) for others.</summary>
    public Call Call(Verb verb, string? session = "s", long? incarnation = 1) =>
        new() { Client = 1, Via = "front-1", Verb = verb, Session = session, Incarnation = incarnation, Start = Now, End = Now + CallTime };

    public SessionFacts Active(string session = "s", long incarnation = 1, string node = "a", string? sandbox = null) => new()
    {
        Session = session,
        Incarnation = incarnation,
        State = "active",
        Node = node,
        Sandbox = sandbox ?? $"box-{session}-{incarnation}",
        CreatedAt = Now,
        ExpiresAt = Now + Lifetime,
        IdleExpiresAt = Now + IdleTimeout,
    };

    public SessionFacts Closed(string reason, string session = "s", long incarnation = 1, string node = "a", double? at = null) =>
        Active(session, incarnation, node) with { State = "closed", Reason = reason, EndedAt = at ?? Now };

    public Story Open(string session = "s", long incarnation = 1, string node = "a", string? sandbox = null) => Say(Call(Verb.Open, session, incarnation) with
    {
        Status = 201,
        Token = Token($"{session}{incarnation}"),
        IdleTimeout = IdleTimeout,
        Facts = Active(session, incarnation, node, sandbox),
    });

    public Story Write(string token, string register = "x", string session = "s", long incarnation = 1, bool answered = true)
    {
        var call = Call(Verb.Write, session, incarnation) with { Register = register, Token = Token(token) };
        return Say(answered ? call with { Status = 200, Verdict = "ok" } : call);
    }

    public Story Read(string? token, string register = "x", string session = "s", long incarnation = 1)
    {
        var value = token is null ? null : Token(token);
        return Say(Call(Verb.Read, session, incarnation) with { Status = 200, Verdict = "ok", Register = register, Value = value, Seen = value is null ? [] : [value] });
    }

    public Story Release(string session = "s", long incarnation = 1, bool answered = true)
    {
        var call = Call(Verb.Release, session, incarnation);
        return Say(answered ? call with { Status = 204 } : call);
    }

    public Story Get(SessionFacts facts) => Say(Call(Verb.Get, facts.Session, facts.Incarnation) with { Status = 200, Facts = facts });
}
