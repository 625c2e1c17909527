using Sandboxes.Chaos.Checking;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Tests.Planted;

public sealed class EndTests
{
    [Fact]
    public void Released_ByARelease_IsExplained()
    {
        var story = new Story().Open().Release();
        Expect.Nothing(story.Get(story.Closed("released")));
    }

    [Fact]
    public void Released_ByAReleaseOfUnknownOutcome_IsExplained()
    {
        var story = new Story().Open().Release(answered: false).Wait(5_000);
        Expect.Nothing(story.Get(story.Closed("released")));
    }

    [Fact]
    public void Released_WithoutARelease_IsFound()
    {
        var story = new Story().Open();
        Expect.Only(story.Get(story.Closed("released")), ViolationKind.Unexplained);
    }

    [Fact]
    public void Released_AfterAnIdleTimeoutThatASiloToldAndDidNotStore_IsExplained()
    {
        var story = new Story().Open().Write("one").Wait(Story.IdleTimeout);
        story.Get(story.Closed("idle-timeout")).Fault(FaultKind.Kill, "a", 1_000).Wait(2_000);
        Expect.Nothing(story.Get(story.Closed("released")));
    }

    [Fact]
    public void Released_AfterAnIdleTimeoutWithoutAFault_IsFound()
    {
        var story = new Story().Open().Write("one").Wait(Story.IdleTimeout);
        story.Get(story.Closed("idle-timeout")).Wait(2_000);
        Expect.Only(story.Get(story.Closed("released")), ViolationKind.Unexplained);
    }

    [Fact]
    public void Released_AfterAnIdleTimeoutThatASiloNeitherToldNorStored_IsExplained()
    {
        var story = new Story().Open().Write("one").Wait(Story.IdleTimeout).Fault(FaultKind.Kill, "a", 1_000).Wait(2_000);
        Expect.Nothing(story.Get(story.Closed("released")));
    }

    [Theory]
    [InlineData("a", 0)]
    [InlineData("front-1", Story.IdleTimeout)]
    public void Released_AfterAnIdleTimeoutThatNothingKeptFromBeingStored_IsFound(string killed, double after)
    {
        var story = new Story().Open().Write("one").Wait(after).Fault(FaultKind.Kill, killed).Wait(Story.IdleTimeout + 2_000 - after);
        Expect.Only(story.Get(story.Closed("released")), ViolationKind.Unexplained);
    }

    [Fact]
    public void Released_ByAReleaseOfTheIncarnationBefore_IsFound()
    {
        var story = new Story().Open().Release().Wait(2_000).Open(incarnation: 2);
        Expect.Only(story.Get(story.Closed("released", incarnation: 2)), ViolationKind.Unexplained);
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("drained")]
    [InlineData("evicted")]
    [InlineData("quota")]
    [InlineData("out-of-memory")]
    [InlineData("start-failed")]
    public void Reason_ThatNoFaultGives_IsFound(string reason)
    {
        var story = new Story().Open().Fault(FaultKind.Restart, "a", 20_000).Release().Wait(20_000);
        Expect.Only(story.Get(story.Closed(reason)), ViolationKind.Unexplained);
    }

    [Theory]
    [InlineData("idle-timeout")]
    [InlineData("unused")]
    public void Idle_AfterTheTimeout_IsExplained(string reason)
    {
        var story = new Story().Open().Write("one").Wait(Story.IdleTimeout);
        Expect.Nothing(story.Get(story.Closed(reason)));
    }

    [Fact]
    public void Idle_BeforeTheTimeout_IsFound()
    {
        var story = new Story().Open().Wait(Story.IdleTimeout - 5_000).Write("one").Wait(10_000);
        Expect.Only(story.Get(story.Closed("idle-timeout")), ViolationKind.Unexplained);
    }

    [Fact]
    public void Idle_AfterARenewalThatShortensTheTimeout_IsExplained()
    {
        var story = new Story().Open();
        story.Say(story.Call(Verb.Renew) with { Status = 200, IdleTimeout = 5_000, Facts = story.Active() }).Wait(5_000);
        Expect.Nothing(story.Get(story.Closed("idle-timeout")));
    }

    [Fact]
    public void Idle_WhereOnlyLooksCameMeanwhile_IsExplained()
    {
        var story = new Story().Open().Wait(Story.IdleTimeout - 5_000);
        story.Get(story.Active() with { CreatedAt = 0 }).Wait(6_000);
        Expect.Nothing(story.Get(story.Closed("idle-timeout")));
    }

    [Fact]
    public void Lifetime_AfterTheAnnouncedEnd_IsExplained()
    {
        var story = new Story().Open().Wait(Story.Lifetime);
        Expect.Nothing(story.Get(story.Closed("lifetime")));
    }

    [Fact]
    public void Lifetime_BeforeTheAnnouncedEnd_IsFound()
    {
        var story = new Story().Open().Wait(1_000);
        Expect.Only(story.Get(story.Closed("lifetime")), ViolationKind.Unexplained);
    }

    [Fact]
    public void Lifetime_AtTheFirstEndAfterAnAcknowledgedRenewal_IsFound()
    {
        var story = new Story().Open().Wait(Story.Lifetime - 1_000);
        story.Say(story.Call(Verb.Renew) with { Status = 200, Facts = story.Active() }).Wait(2_000);
        Expect.Only(story.Get(story.Closed("lifetime")), ViolationKind.Unexplained);
    }

    [Fact]
    public void Crashed_AfterItsSandboxWasKilled_IsExplained()
    {
        var story = new Story().Open().Fault(FaultKind.SandboxKill, "a/box-s-1").Wait(10_000);
        Expect.Nothing(story.Get(story.Closed("crashed")));
    }

    [Fact]
    public void Crashed_WhereAnotherSandboxWasKilled_IsFound()
    {
        var story = new Story().Open().Fault(FaultKind.SandboxKill, "a/box-t-1").Fault(FaultKind.Kill, "a", 5_000).Wait(10_000);
        Expect.Only(story.Get(story.Closed("crashed")), ViolationKind.Unexplained);
    }

    [Fact]
    public void Ended_AndActiveAgain_IsFound()
    {
        var story = new Story().Open();
        story.Release().Get(story.Closed("released")).Wait(1_000);
        Expect.Only(story.Get(story.Active()), ViolationKind.Resurrected);
    }

    [Fact]
    public void Refusal_ThatNamesAReasonWithoutATime_IsExplainedBySomethingSinceTheLastUse()
    {
        var story = new Story().Open().Fault(FaultKind.Freeze, "a", 20_000).Wait(60_000);
        Expect.Nothing(story.Say(story.Call(Verb.Read) with { Status = 410, Code = "session_ended", Register = "x", Facts = story.Closed("node-lost") with { EndedAt = null } }));
    }

    [Fact]
    public void UnacknowledgedSession_MayEndForAnyReason()
    {
        var story = new Story();
        story.Say(story.Call(Verb.Open, incarnation: null) with { Token = Story.Token("open") });
        Expect.Nothing(story.Get(story.Closed("start-failed")));
    }

    private static Story SeenAfterItsEnd(Story story, double later)
    {
        story.Release().Get(story.Closed("released")).Wait(later);
        return story.Get(story.Active());
    }

    [Fact]
    public void Ended_AndShownActiveByASiloThatWasJustCutOff_IsNoViolation() =>
        Expect.Nothing(SeenAfterItsEnd(new Story().Open().Fault(FaultKind.Cut, "a", 5_000, "b"), 10_000));

    [Fact]
    public void Ended_AndShownActiveLongAfterTheCut_IsFound() =>
        Expect.Only(SeenAfterItsEnd(new Story().Open().Fault(FaultKind.Cut, "a", 5_000, "b"), 40_000), ViolationKind.Resurrected);

    [Fact]
    public void Ended_AndUsedAgainDuringACut_IsFound()
    {
        var story = new Story().Open().Fault(FaultKind.Cut, "a", 5_000, "b");
        story.Release().Get(story.Closed("released")).Wait(1_000);
        Expect.Only(story.Say(story.Call(Verb.Renew) with { Status = 200, Facts = story.Active() }), ViolationKind.Resurrected);
    }

    [Fact]
    public void Ended_AndShownActiveWhereOnlyTheDatabaseWasAway_IsFound() =>
        Expect.Only(SeenAfterItsEnd(new Story().Open().Fault(FaultKind.DatabaseStop, "database", 20_000), 10_000), ViolationKind.Resurrected);

    [Fact]
    public void Refusal_ByASiloThatWasCutOff_MayMeanTheIncarnationBefore() =>
        Assert.Empty(RefusedAndActiveAgain(OpenedAgainAfter("start-failed").Fault(FaultKind.Cut, "a", 5_000, "b"), "start-failed"));

    [Fact]
    public void Refusal_ForWhatNoIncarnationBeforeEndedWith_IsFound() =>
        Assert.Equal([ViolationKind.Unexplained], RefusedAndActiveAgain(OpenedAgainAfter("quota").Fault(FaultKind.Cut, "a", 5_000, "b"), "start-failed"));

    [Fact]
    public void Refusal_WhereNoSiloWasCutOff_IsFound() =>
        Assert.Equal([ViolationKind.Unexplained, ViolationKind.Resurrected], RefusedAndActiveAgain(OpenedAgainAfter("start-failed"), "start-failed"));

    private static Story OpenedAgainAfter(string reason)
    {
        var story = new Story();
        story.Say(story.Call(Verb.Open, incarnation: null) with { Token = Story.Token("open") });
        return story.Get(story.Closed(reason)).Wait(1_000).Open(incarnation: 2);
    }

    private static IEnumerable<ViolationKind> RefusedAndActiveAgain(Story story, string reason)
    {
        var told = story.Closed(reason, incarnation: 2) with { EndedAt = null };
        story.Say(story.Call(Verb.Read, incarnation: 2) with { Status = 410, Code = "session_ended", Register = "x", Facts = told }).Wait(1_000);
        return story.Get(story.Active(incarnation: 2)).Verdict.Select(violation => violation.Kind);
    }
}
