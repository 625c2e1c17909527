namespace Sandboxes.Agent.Protocol.Tests.Latches;

public class WipeTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private static Latch Confirmed(Latch? latch = null, string lease = "a") =>
        (latch ?? Latch.Create(At(0), At(600))).Bind(At(1), lease, At(30)).State.Confirm(At(1), lease, Hour, Minute, false).State;

    private static Latch Wiping() => Confirmed().Wipe(At(2), "a", Within, false).State;

    private static Latch Proved() => Wiping().Wiped(At(3), proved: true);

    [Fact]
    public void Wipe_ByTheLease_RefusesItFromThenOn()
    {
        var step = Confirmed().Wipe(At(2), "a", Within, false);

        Assert.Equal((LatchAnswer.Ok, LatchPhase.Wiping, At(7)), (step.Answer, step.State.Phase, step.State.Deadline));
        Assert.Equal(LatchAnswer.NotBound, step.State.Use(At(2), "a", false).Answer);
        Assert.Equal(LatchAnswer.NotBound, step.State.Renew(At(2), "a", Hour, Minute, false).Answer);
        Assert.Equal(LatchAnswer.NotBound, step.State.Confirm(At(2), "a", Hour, Minute, false).Answer);
        Assert.Equal(LatchAnswer.NotBound, step.State.Bind(At(2), "a", Minute).Answer);
        Assert.Equal(LatchAnswer.AlreadyBound, step.State.Bind(At(2), "b", Minute).Answer);
    }

    [Fact]
    public void Wipe_AgainByTheSameLease_MovesNothing()
    {
        var again = Wiping().Wipe(At(4), "a", Within, false);

        Assert.Equal((LatchAnswer.Ok, At(7)), (again.Answer, again.State.Deadline));
    }

    [Fact]
    public void Wipe_ByAnotherLeaseOrUnconfirmed_ChangesNothing()
    {
        var confirmed = Confirmed();
        var bound = Latch.Create(At(0), At(600)).Bind(At(1), "a", At(30)).State;

        Assert.Equal(new LatchStep(confirmed, LatchAnswer.NotBound), confirmed.Wipe(At(1), "b", Within, false));
        Assert.Equal(new LatchStep(bound, LatchAnswer.NotBound), bound.Wipe(At(1), "a", Within, false));
    }

    [Fact]
    public void Wiped_Proved_IsANewGenerationForAnotherLease()
    {
        var idle = Proved();

        Assert.Equal((LatchPhase.Idle, 2, null, At(603)), (idle.Phase, idle.Generation, idle.Lease, idle.Deadline));
        Assert.Equal(LatchAnswer.Ok, idle.Bind(At(4), "b", Minute).Answer);
    }

    [Fact]
    public void FormerLease_WhateverItSaysLate_IsRefused()
    {
        foreach (var latch in new[] { Proved(), Confirmed(Proved(), "b"), Confirmed(Proved(), "b").Wipe(At(5), "b", Within, false).State })
        {
            Assert.NotEqual(LatchAnswer.Ok, latch.Bind(At(5), "a", Minute).Answer);
            Assert.NotEqual(LatchAnswer.Ok, latch.Confirm(At(5), "a", Hour, Minute, false).Answer);
            Assert.NotEqual(LatchAnswer.Ok, latch.Renew(At(5), "a", Hour, Minute, false).Answer);
            Assert.NotEqual(LatchAnswer.Ok, latch.Use(At(5), "a", false).Answer);
            Assert.NotEqual(LatchAnswer.Ok, latch.EndLease(At(5), "a", false).Answer);
            Assert.NotEqual(LatchAnswer.Ok, latch.Wipe(At(5), "a", Within, false).Answer);
        }
    }

    [Fact]
    public void Wiped_NotProved_IsGoneForEver()
    {
        var gone = Wiping().Wiped(At(3), proved: false);

        Assert.Equal((LatchPhase.Gone, LatchEnd.Unproved), (gone.Phase, gone.End));
        Assert.Equal(gone, gone.Wiped(At(4), proved: true));
    }

    [Fact]
    public void Wiped_AfterItsDeadline_IsGoneThoughProved() =>
        Assert.Equal((LatchPhase.Gone, LatchEnd.Unproved), (Wiping().Wiped(At(7), proved: true).Phase, Wiping().Expire(At(7), false).End));

    [Fact]
    public void Wiped_OfALatchThatIsNotWiping_ChangesNothing() => Assert.Equal(Confirmed(), Confirmed().Wiped(At(2), proved: true));

    [Fact]
    public void RetireAndEnd_WhileWiping_EndIt()
    {
        Assert.Equal((LatchAnswer.Ok, LatchEnd.Retired), (Wiping().Retire(At(3), false).Answer, Wiping().Retire(At(3), false).State.End));
        Assert.Equal((LatchAnswer.Ok, LatchEnd.Released), (Wiping().EndLease(At(3), "a", false).Answer, Wiping().EndLease(At(3), "a", false).State.End));
    }

    [Fact]
    public void Generations_AtTheirLimit_AreNotWipedAnyMore()
    {
        var latch = Latch.Create(At(0), At(600));
        for (var i = 1; i < Latch.MostGenerations; i++)
        {
            latch = Confirmed(latch, $"l{i}").Wipe(At(2), $"l{i}", Within, false).State.Wiped(At(2), proved: true);
        }

        var last = Confirmed(latch, "last").Wipe(At(2), "last", Within, false);

        Assert.Equal((LatchAnswer.NotBound, Latch.MostGenerations), (last.Answer, last.State.Generation));
    }
}
