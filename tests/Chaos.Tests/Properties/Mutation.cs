using Sandboxes.Chaos.Checking;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Tests.Properties;

/// <summary>Plants a violation into a right history.</summary>
internal sealed record Mutation(ViolationKind Kind, string Name, Func<History, History> Plant)
{
    private const string Box = "box-victim-1";
    private const string Lease = "default/victim/1";

    public static IReadOnlyList<Mutation> All { get; } =
    [
        new(ViolationKind.TwoLeases, "another lease is bound", history => history with { Journals = [.. history.Journals, Entry(Box, JournalFact.Bound, "default/other/9")] }),
        new(ViolationKind.StartedTwice, "a second start", history => history with { Journals = [.. history.Journals, Entry(Box, JournalFact.Started)] }),
        new(ViolationKind.LeaseTwice, "the lease is confirmed elsewhere", history => history with { Journals = [.. history.Journals, Entry("idle", JournalFact.Confirmed, Lease)] }),
        new(ViolationKind.SharedSandbox, "another session is told the same sandbox", history => Add(history, history.Calls.First(IsVictim) with { Session = "thief", Facts = history.Calls.First(IsVictim).Facts! with { Session = "thief" } })),
        new(ViolationKind.Leak, "another session's output", history => Change(history, Verb.Read, read => read with { Seen = [history.Calls.First(call => call.Token is not null && !IsVictim(call)).Token!] })),
        new(ViolationKind.Forgotten, "not found", history => Change(history, Verb.Read, read => read with { Status = 404, Code = "session_not_found", Value = null, Seen = [] })),
        new(ViolationKind.Forgotten, "no row", history => Look(history, look => look with { Rows = [.. look.Rows.Where(row => row.Session != Model.Victim)] })),
        new(ViolationKind.Lost, "replaced by another incarnation", history => Add(history, Later(history, history.Calls.First(IsVictim)) with { Incarnation = 2, Facts = history.Calls.First(IsVictim).Facts! with { Incarnation = 2, Sandbox = "other", CreatedAt = null } })),
        .. ((string[])["released", "crashed", "node-lost", "idle-timeout", "lifetime", "unused", "operator", "drained", "out-of-memory", "start-failed"]).Select(Unexplained),
        new(ViolationKind.Resurrected, "ended and active again", history => Change(history, Verb.Get, Close("released"))),
        new(ViolationKind.BadAnswer, "a fault of ours", history => Change(history, Verb.Read, read => read with { Status = 500, Code = "internal", Value = null, Seen = [] })),
        new(ViolationKind.LostWrite, "nothing there", history => Change(history, Verb.Read, read => read with { Value = null, Seen = [] })),
        new(ViolationKind.LostWrite, "the value before", history => Change(history, Verb.Read, read => read with { Value = Story.Token("first"), Seen = [] })),
        new(ViolationKind.Orphan, "an idle one on no shelf", history => Look(history, look => look with { Living = [.. look.Living, $"{Model.VictimNode}/extra"] })),
        new(ViolationKind.Orphan, "a bound one without a session", history => Look(history, look => look with { Rows = [.. look.Rows.Where(row => row.Session != Model.Victim)] })),
        new(ViolationKind.Orphan, "a stray", history => Look(history, look => look with { Strays = ["4711"] })),
        new(ViolationKind.Widow, "a session without its sandbox", history => Look(history, look => look with { Living = [.. look.Living.Where(box => !box.EndsWith(Box, StringComparison.Ordinal))] })),
        new(ViolationKind.NotCalm, "a pool below its target", history => Look(history, look => look with { Pools = [.. look.Pools.Select(pool => pool with { Target = pool.Target + 1 })] })),
        new(ViolationKind.NotCalm, "a node away", history => Look(history, look => look with { Nodes = [.. look.Nodes.Select(node => node with { State = "away" })] })),
        new(ViolationKind.NotAnswered, "refused in the calm", history => history with { Calls = [.. history.Calls.SkipLast(1), history.Calls[^1] with { Status = 503, Code = "unavailable", Facts = null }] }),
    ];

    public override string ToString() => $"{Kind}: {Name}";

    private static Mutation Unexplained(string reason) =>
        new(ViolationKind.Unexplained, $"ended with {reason}", history => Change(history, Verb.Get, Close(reason), last: true));

    private static Func<Call, Call> Close(string reason) => call =>
        call with { Facts = call.Facts! with { State = "closed", Reason = reason, EndedAt = call.End } };

    private static bool IsVictim(Call call) => call.Session == Model.Victim;

    private static JournalEntry Entry(string box, JournalFact fact, string? lease = null) =>
        new() { Node = Model.VictimNode, Sandbox = box, Fact = fact, At = 1, Lease = lease };

    private static Call Later(History history, Call call)
    {
        var now = history.Calls[^1].End + 1_000;
        return call with { Start = now, End = now + Story.CallTime };
    }

    private static History Add(History history, Call call) => history with { Calls = [.. history.Calls, call] };

    private static History Look(History history, Func<FinalLook, FinalLook> change) => history with { Final = change(history.Final!) };

    private static History Change(History history, Verb verb, Func<Call, Call> change, bool last = false)
    {
        var calls = history.Calls.ToList();
        var at = last ? calls.FindLastIndex(call => IsVictim(call) && call.Verb == verb) : calls.FindIndex(call => IsVictim(call) && call.Verb == verb);
        calls[at] = change(calls[at]);
        return history with { Calls = calls };
    }
}
