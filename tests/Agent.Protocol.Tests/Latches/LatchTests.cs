namespace Sandboxes.Agent.Protocol.Tests.Latches;

public class LatchTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Confirm = TimeSpan.FromSeconds(30);

    [Fact]
    public void Bind_ByASecondLease_IsRefusedForEver()
    {
        var latch = Bound();

        Assert.Equal(LatchAnswer.AlreadyBound, latch.Bind(At(1), "b", Confirm).Answer);
        Assert.Equal(LatchAnswer.AlreadyBound, Confirmed().Bind(At(1), "b", Confirm).Answer);
        Assert.Equal("a", latch.Bind(At(1), "b", Confirm).State.Lease);
    }

    [Fact]
    public void Bind_AgainByTheSameLease_IsOkAndMovesNoDeadline()
    {
        var again = Bound().Bind(At(10), "a", Confirm);

        Assert.Equal(LatchAnswer.Ok, again.Answer);
        Assert.Equal(Confirm, again.State.Deadline);
    }

    [Theory]
    [InlineData(29, LatchPhase.Bound)]
    [InlineData(30, LatchPhase.Gone)]
    public void Bound_UntilItsDeadline_MayBeConfirmed(int seconds, LatchPhase phase)
    {
        var expired = Bound().Expire(At(seconds), busy: true);

        Assert.Equal(phase, expired.Phase);
        Assert.Equal(phase == LatchPhase.Gone ? LatchAnswer.Gone : LatchAnswer.Ok, expired.Confirm(At(seconds), "a", Hour, Minute, false).Answer);
    }

    [Fact]
    public void Confirm_AgainByTheSameLease_IsOkAndMovesNothing()
    {
        var again = Confirmed().Confirm(At(10), "a", Hour * 2, Minute, false);

        Assert.Equal(LatchAnswer.Ok, again.Answer);
        Assert.Equal(Hour, again.State.Deadline);
    }

    [Fact]
    public void Confirm_ForNoTime_EndsWhatIsNotConfirmedAndNothingElse()
    {
        var bound = Bound().Confirm(At(1), "a", TimeSpan.Zero, TimeSpan.Zero, false);
        var confirmed = Confirmed().Confirm(At(1), "a", TimeSpan.Zero, TimeSpan.Zero, false);
        var another = Bound().Confirm(At(1), "b", TimeSpan.Zero, TimeSpan.Zero, false);

        Assert.Equal((LatchAnswer.Gone, LatchEnd.Unconfirmed), (bound.Answer, bound.State.End));
        Assert.Equal((LatchAnswer.Ok, Hour), (confirmed.Answer, confirmed.State.Deadline));
        Assert.Equal((LatchAnswer.NotBound, LatchPhase.Bound), (another.Answer, another.State.Phase));
    }

    [Fact]
    public void Renew_MovesTheDeadline_OnlyOfAConfirmedLease()
    {
        var renewed = Confirmed().Renew(At(10), "a", Hour, Minute, false);

        Assert.Equal(At(10) + Hour, renewed.State.Deadline);
        Assert.Equal(LatchAnswer.NotBound, Bound().Renew(At(1), "a", Hour, Minute, false).Answer);
        Assert.Equal(LatchAnswer.NotBound, Confirmed().Renew(At(1), "b", Hour, Minute, false).Answer);
    }

    [Fact]
    public void Verbs_OfAnotherLease_AreNotBound()
    {
        Assert.Equal(LatchAnswer.NotBound, Bound().Confirm(At(1), "b", Hour, Minute, false).Answer);
        Assert.Equal(LatchAnswer.NotBound, Confirmed().Use(At(1), "b", false).Answer);
        Assert.Equal(LatchAnswer.NotBound, Confirmed().EndLease(At(1), "b", false).Answer);
        Assert.Equal(LatchAnswer.NotBound, New().EndLease(At(1), "b", false).Answer);
        Assert.Equal(LatchAnswer.NotBound, Bound().Use(At(1), "a", false).Answer);
    }

    [Fact]
    public void Retire_EndsAnIdleOneOnly()
    {
        Assert.Equal((LatchPhase.Gone, LatchEnd.Retired), (New().Retire(At(1), false).State.Phase, New().Retire(At(1), false).State.End));
        Assert.Equal(LatchAnswer.AlreadyBound, Bound().Retire(At(1), false).Answer);
        Assert.Equal(LatchAnswer.AlreadyBound, Confirmed().Retire(At(1), false).Answer);
        Assert.Equal(LatchAnswer.Gone, New().Retire(At(1), false).State.Bind(At(2), "a", Confirm).Answer);
    }

    [Fact]
    public void End_OfTheLease_IsOkTwice()
    {
        var ended = Confirmed().EndLease(At(1), "a", false);

        Assert.Equal((LatchAnswer.Ok, LatchEnd.Released), (ended.Answer, ended.State.End));
        Assert.Equal(LatchAnswer.Ok, ended.State.EndLease(At(2), "a", false).Answer);
    }

    [Fact]
    public void Idle_IsAbandoned_TenMinutesAfterTheLastWord()
    {
        var heard = New().Heard(At(500));

        Assert.Equal(LatchPhase.Idle, heard.Expire(At(1_099), false).Phase);
        Assert.Equal(LatchEnd.Abandoned, heard.Expire(At(1_100), false).End);
    }

    [Fact]
    public void Confirmed_ThatIsSilent_EndsAfterItsIdleTimeoutAndTheGrace()
    {
        Assert.Equal(LatchPhase.Confirmed, Confirmed().Expire(At(64), false).Phase);
        Assert.Equal((LatchPhase.Gone, LatchEnd.Idle), (Confirmed().Expire(At(65), false).Phase, Confirmed().Expire(At(65), false).End));
    }

    [Fact]
    public void Heard_WhileConfirmed_IsNoActivityOfTheLease() =>
        Assert.Equal(Confirmed().LastActivity, Confirmed().Heard(At(30)).LastActivity);

    [Fact]
    public void RunningCode_IsActivity_ButDoesNotLengthenTheLifetime()
    {
        var busy = Confirmed().Expire(At(600), busy: true);

        Assert.Equal(LatchPhase.Confirmed, busy.Expire(At(664), false).Phase);
        Assert.Equal(LatchEnd.Lifetime, busy.Expire(Hour, busy: true).End);
    }

    private static Latch New() => Latch.Create(TimeSpan.Zero, Idle);

    private static Latch Bound() => New().Bind(TimeSpan.Zero, "a", Confirm).State;

    private static Latch Confirmed() => Bound().Confirm(TimeSpan.Zero, "a", Hour, Minute, false).State;

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);
}
