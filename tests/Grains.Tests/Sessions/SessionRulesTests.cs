using CsCheck;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Sessions;

public sealed class SessionRulesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TemplateSpec Python = new() { Name = "python", IdleTimeoutSeconds = 300, LifetimeSeconds = 3_600, MaxLifetimeSeconds = 7_200 };

    [Fact]
    public void Won_NoWishes_TakesTheTemplatesDeadlines()
    {
        var row = Open(new());
        Assert.Equal((Start.AddSeconds(3_600), TimeSpan.FromSeconds(300)), (row.ExpiresAt, row.IdleTimeout));
    }

    [Fact]
    public void Refuse_OpenWithAnotherTemplate_IsAConflict() =>
        Assert.Equal(RefusalCode.SessionConflict, SessionRules.Refuse(Open(new()), new() { Template = "bash" }, Python)!.Code);

    [Fact]
    public void Refuse_OpenWithSameOrNoTemplate_IsNone()
    {
        Assert.Null(SessionRules.Refuse(Open(new()), new() { Template = "python" }, Python));
        Assert.Null(SessionRules.Refuse(Open(new()), new(), Python));
    }

    [Fact]
    public void Refuse_LifetimeBeyondTheTemplates_SaysTheRange()
    {
        var refusal = SessionRules.Refuse(new(), new() { LifetimeSeconds = 7_201 }, Python)!;
        Assert.Equal((RefusalCode.LifetimeTooLong, "lifetimeSeconds"), (refusal.Code, refusal.Field));
    }

    [Fact]
    public void Due_BeforeAnyDeadline_IsNothing() => Assert.False(SessionRules.IsDue(Open(new()), Start.AddSeconds(299)));

    [Fact]
    public void Due_SilentForTheIdleTimeout_AsksTheSandbox() => Assert.True(SessionRules.IsDue(Open(new()), Start.AddSeconds(300)));

    [Fact]
    public void Due_LifetimeOver_AsksTheSandboxWhoseWordItIs() =>
        Assert.True(SessionRules.IsDue(SessionRules.Touched(Open(new()), Start.AddSeconds(3_599)), Start.AddSeconds(3_600)));

    [Fact]
    public void Answered_CodeRuns_GoesOn()
    {
        var row = SessionRules.Answered(Open(new()), Status(running: 1, since: 400), Start.AddSeconds(300));
        Assert.Equal((true, Start.AddSeconds(600)), (row.IsActive, SessionRules.NextDue(row)));
    }

    [Fact]
    public void Answered_ActiveLaterThanWeSaw_GoesOnFromThen() =>
        Assert.Equal(Start.AddSeconds(590), SessionRules.NextDue(SessionRules.Answered(Open(new()), Status(since: 10), Start.AddSeconds(300))));

    [Theory]
    [InlineData(true, EndReason.IdleTimeout)]
    [InlineData(false, EndReason.Unused)]
    public void Answered_Silent_EndsWithWhetherItWasUsed(bool used, EndReason reason) =>
        Assert.Equal(reason, SessionRules.Answered(Open(new()), Status(since: 300) with { Used = used }, Start.AddSeconds(300)).Ended!.Reason);

    [Fact]
    public void Answered_Nothing_EndsInDoubt() =>
        Assert.Equal(EndReason.Crashed, SessionRules.Answered(Open(new()), null, Start.AddSeconds(300)).Ended!.Reason);

    [Fact]
    public void Answered_NothingAtTheEndOfTheLifetime_IsTheLifetime() =>
        Assert.Equal(EndReason.Lifetime, SessionRules.Answered(Open(new()), null, Start.AddSeconds(3_600)).Ended!.Reason);

    [Fact]
    public void Answered_NeverConfirmed_WasNeverOpened() =>
        Assert.Equal(EndReason.StartFailed, SessionRules.Answered(Open(new()), Status() with { Confirmed = false }, Start).Ended!.Reason);

    [Fact]
    public void Answered_NotConfirmedAtTheEndOfTheLifetime_IsTheLifetime() =>
        Assert.Equal(EndReason.Lifetime, SessionRules.Answered(Open(new()), Status() with { Confirmed = false }, Start.AddSeconds(3_600)).Ended!.Reason);

    [Fact]
    public void Answered_AnotherLease_Ends() =>
        Assert.Equal(EndReason.Crashed, SessionRules.Answered(Open(new()), Status() with { Lease = new("l2") }, Start).Ended!.Reason);

    [Fact]
    public void Answered_WipedSinceAndAnotherLease_HadEndedInOrder() =>
        Assert.Equal(EndReason.Released, SessionRules.Answered(Open(new()), Status() with { Lease = new("l2"), Generation = 2 }, Start).Ended!.Reason);

    [Fact]
    public void Answered_WipedSinceAndIdle_HadEndedInOrder() =>
        Assert.Equal(EndReason.Released, SessionRules.Answered(Open(new()), Status() with { Lease = null, Confirmed = false, Generation = 2 }, Start).Ended!.Reason);

    [Fact]
    public void Answered_AgentWasRenewedAndTheRowWasNot_TakesTheAgentsDeadlines()
    {
        var now = Start.AddSeconds(3_600);
        var row = SessionRules.Answered(Open(new()), Status(since: 10) with { Remaining = TimeSpan.FromSeconds(500), IdleTimeout = TimeSpan.FromSeconds(60) }, now);
        Assert.Equal((true, now.AddSeconds(500), TimeSpan.FromSeconds(60)), (row.IsActive, row.ExpiresAt, row.IdleTimeout));
    }

    [Theory]
    [InlineData(EndReason.Released, false, true)]
    [InlineData(EndReason.Crashed, true, true)]
    [InlineData(EndReason.NodeLost, false, false)]
    [InlineData(EndReason.StartFailed, false, false)]
    public void Refuse_ACopyOfTheRequestThatHadOpenedIt_WhereItWasOpen(EndReason reason, bool served, bool refused)
    {
        var request = new OpenSession { Request = Guid.NewGuid() };
        var open = Open(request) with { Lease = LeaseId.New(new("default", "alice"), request.Request), Served = served ? new(ServedFrom.Warm, 0, 0, 0, 0, 0) : null };
        var ended = SessionRules.Closed(open, reason, null, Start);

        Assert.Equal<RefusalCode?>(refused ? RefusalCode.SessionEnded : null, SessionRules.Refuse(ended, request, Python)?.Code);
        Assert.Null(SessionRules.Refuse(ended, request with { Request = Guid.NewGuid() }, Python));
        Assert.Null(SessionRules.Refuse(ended, request with { Request = default }, Python));
    }

    [Fact]
    public void MayReplace_AnythingStored_NeverResurrectsAndNeverTakesAnActiveRowOfAnotherLease() =>
        Gen.Select(Row, Row, Row).Sample((based, stored, ours) =>
        {
            var may = SessionRules.MayReplace(based, stored, ours);
            Assert.False(may && stored.Ended is not null && stored.Lease == ours.Lease, "An end was written over.");
            Assert.False(may && stored.IsActive && stored.Lease != ours.Lease, "Another lease was written over.");
            Assert.False(may && stored.Incarnation > ours.Incarnation && stored.Lease != ours.Lease, "An older incarnation was written.");
            Assert.False(may && !stored.Exists && based.Lease == ours.Lease, "A forgotten row came back.");
        });

    [Fact]
    public void MayReplace_OurOwnRowWhoseWriteWasLost_IsWrittenAgain()
    {
        var row = Open(new());
        Assert.True(SessionRules.MayReplace(new(), row, SessionRules.Closed(row, EndReason.StartFailed, null, Start)));
    }

    [Theory]
    [InlineData(EndReason.Released, true, false)]
    [InlineData(EndReason.StartFailed, true, true)]
    [InlineData(EndReason.Released, false, true)]
    public void MayReplace_AnEndOfTheSameRequest_OnlyWhereNobodyWasToldOfIt(EndReason reason, bool sameRequest, bool may)
    {
        var (session, request) = (new SessionId("default", "alice"), Guid.NewGuid());
        var stored = SessionRules.Closed(Open(new()) with { Lease = LeaseId.New(session, request) }, reason, null, Start);
        var ours = Open(new()) with { Lease = LeaseId.New(session, sameRequest ? request : Guid.NewGuid()), Incarnation = stored.Incarnation + 1 };

        Assert.Equal(may, SessionRules.MayReplace(new(), stored, ours));
    }

    /// <summary>Rows of few leases and incarnations, so that they meet.</summary>
    private static readonly Gen<SessionRow> Row = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Bool).Select((incarnation, lease, ended) => new SessionRow
    {
        Incarnation = incarnation,
        Lease = new($"o/s/{lease}"),
        Ended = ended && incarnation > 0 ? new(Start, EndReason.Released, null) : null,
    });

    [Fact]
    public void Renewed_Lifetime_CountsFromNowUpToTheTemplatesLongest()
    {
        var row = Open(new());
        var now = Start.AddSeconds(100);
        Assert.Equal(Start.AddSeconds(7_100), SessionRules.Renewed(row, new(null, 7_000), now).Row.ExpiresAt);
        Assert.Equal(RefusalCode.LifetimeTooLong, SessionRules.Renewed(row, new(null, 7_101), now).Refusal!.Code);
    }

    [Fact]
    public void Renewed_Nothing_CountsAsActivity() =>
        Assert.Equal(Start.AddSeconds(400), SessionRules.NextDue(SessionRules.Renewed(Open(new()), new(null, null), Start.AddSeconds(100)).Row));

    [Fact]
    public void Closed_Twice_KeepsTheFirstReason()
    {
        var row = SessionRules.Closed(SessionRules.Closed(Open(new()), EndReason.Released, "a", Start), EndReason.Crashed, "b", Start.AddSeconds(1));
        Assert.Equal(new SessionEnd(Start, EndReason.Released, "a"), row.Ended);
    }

    [Fact]
    public void Begin_ClockWentBack_IncarnationStillGrows()
    {
        var row = Open(new());
        Assert.Equal(row.Incarnation + 1, SessionRules.Begin(row, new(), Python, new("l2"), Start.AddHours(-1)).Incarnation);
    }

    [Fact]
    public void Session_AnyEvents_NeverResurrectsAndIncarnationsGrow() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[-100, 900]).Array[1, 60].Sample(events =>
        {
            var (row, now) = (new SessionRow(), Start);
            foreach (var (kind, seconds) in events)
            {
                now = now.AddSeconds(seconds);
                var next = Step(row, kind, now);
                Assert.True(next.Incarnation >= row.Incarnation);
                Assert.False(row.Ended is not null && next.IsActive && next.Incarnation == row.Incarnation, "An ended session came back.");
                Assert.True(next.Ended is null || row.Ended is null || next.Incarnation > row.Incarnation || next.Ended == row.Ended);
                row = next;
            }
        });

    private static SessionRow Step(SessionRow row, int kind, DateTimeOffset now) => kind switch
    {
        0 when !row.IsActive => Won(SessionRules.Begin(row, new(), Python, new("l1"), now)),
        1 => SessionRules.Touched(row, now),
        2 when row.IsActive => SessionRules.Renewed(row, new(60, 600), now).Row,
        3 when SessionRules.IsDue(row, now) => SessionRules.Answered(row, Status(since: 1_000), now),
        4 => SessionRules.Closed(row, EndReason.Released, null, now),
        5 when SessionRules.IsDue(row, now) => SessionRules.Answered(row, null, now),
        _ => row,
    };

    private static SandboxStatus Status(int running = 0, double since = 0) => new()
    {
        Lease = new("l1"),
        Confirmed = true,
        Running = running,
        SinceActivity = TimeSpan.FromSeconds(since),
        Used = true,
        Remaining = TimeSpan.FromSeconds(3_300),
        IdleTimeout = TimeSpan.FromSeconds(300),
    };

    private static SessionRow Open(OpenSession request) => Won(SessionRules.Begin(new(), request, Python, new("l1"), Start));

    private static SessionRow Won(Opening opening) => SessionRules.Won(opening, new(new("n", "s1"), 1, ServedFrom.Warm, 0, 0), null);
}
