using CsCheck;

namespace Sandboxes.Agent.Protocol.Tests.Latches;

public class LatchProperties
{
    private static readonly Gen<string> Leases = Gen.Int[0, 2].Select(index => "abc"[index].ToString());
    private static readonly Gen<TimeSpan> Durations = Gen.Int[0, 100].Select(seconds => TimeSpan.FromSeconds(seconds));

    private static readonly Gen<Event> Events =
        from verb in Gen.Enum<Verb>()
        from lease in Leases
        from after in Durations
        from first in Durations
        from second in Durations
        from busy in Gen.Bool
        select new Event(verb, lease, after, first, second, busy);

    private enum Verb { Bind, Confirm, Renew, Use, End, Retire, Heard, Expire, Wipe, Proved, Unproved }

    private sealed record Event(Verb Verb, string Lease, TimeSpan After, TimeSpan First, TimeSpan Second, bool Busy);

    [Fact]
    public void AnyEvents_NeverBindTwoLeasesInOneGenerationNorOneInTwo() => Events.List[0, 60].Sample(events =>
    {
        var bound = Steps(events).Where(step => step is { Event.Verb: Verb.Bind, Step.Answer: LatchAnswer.Ok })
            .Select(step => (step.Event.Lease, step.Step.State.Generation)).Distinct().ToList();
        return bound.DistinctBy(each => each.Generation).Count() == bound.Count && bound.DistinctBy(each => each.Lease).Count() == bound.Count;
    });

    [Fact]
    public void AnyEvents_OnlyTheLeaseOfTheGenerationIsEverObeyed() => Events.List[0, 60].Sample(events =>
    {
        Latch? before = null;
        foreach (var (each, step, _) in Steps(events))
        {
            var obeyed = step.Answer == LatchAnswer.Ok && each.Verb is Verb.Confirm or Verb.Renew or Verb.Use or Verb.End or Verb.Wipe;
            if (obeyed && before?.Lease != each.Lease)
            {
                return false;
            }

            before = step.State;
        }

        return true;
    });

    [Fact]
    public void AnyEvents_AGenerationEndsOnlyByAProvedWipe() => Events.List[0, 60].Sample(events =>
    {
        var before = Latch.Create(TimeSpan.Zero, TimeSpan.FromSeconds(60));
        foreach (var (each, step, _) in Steps(events))
        {
            if (step.State.Generation != before.Generation && (each.Verb != Verb.Proved || before.Phase != LatchPhase.Wiping || step.State.Phase != LatchPhase.Idle || !step.State.WasHeldBy(before.Lease!)))
            {
                return false;
            }

            before = step.State;
        }

        return true;
    });

    [Fact]
    public void AnyEvents_TheLeaseOfAGenerationAndTheEndNeverChange() => Events.List[0, 40].Sample(events =>
    {
        Latch? before = null;
        foreach (var (_, step, _) in Steps(events))
        {
            if ((before?.Lease is { } lease && step.State.Generation == before.Generation && step.State.Lease != lease) || (before?.Phase == LatchPhase.Gone && step.State != before))
            {
                return false;
            }

            before = step.State;
        }

        return true;
    });

    [Fact]
    public void AnyEvents_ThePhaseOfAGenerationOnlyGoesForward() => Events.List[0, 60].Sample(events =>
    {
        var phases = Steps(events).Select(step => (step.Step.State.Generation, step.Step.State.Phase)).ToList();
        return phases.SequenceEqual(phases.Order());
    });

    [Fact]
    public void AnyEvents_AfterItsDeadlineNothingIsOkButItsOwnEnd() => Events.List[0, 40].Sample(events =>
    {
        var latch = Latch.Create(TimeSpan.Zero, TimeSpan.FromSeconds(60));
        var now = TimeSpan.Zero;
        foreach (var each in events)
        {
            now += each.After;
            var late = latch.Phase != LatchPhase.Gone && now >= latch.Deadline;
            var step = Apply(latch, now, each);
            if (late && (step.State.Phase != LatchPhase.Gone || (step.Answer == LatchAnswer.Ok && each.Verb is Verb.Bind or Verb.Confirm or Verb.Renew or Verb.Use or Verb.Wipe)))
            {
                return false;
            }

            latch = step.State;
        }

        return true;
    });

    [Fact]
    public void AnyEvents_NextCheckIsWhenExpireChangesSomething() => Events.List[0, 40].Sample(events =>
        Steps(events).All(step => step.Step.State is { Phase: LatchPhase.Gone } || (
            step.Step.State.Expire(step.Step.State.NextCheck, false).Phase == LatchPhase.Gone
            && (step.Now >= step.Step.State.NextCheck || step.Step.State.Expire(step.Step.State.NextCheck - TimeSpan.FromTicks(1), false).Phase != LatchPhase.Gone))));

    private static IEnumerable<(Event Event, LatchStep Step, TimeSpan Now)> Steps(List<Event> events)
    {
        var latch = Latch.Create(TimeSpan.Zero, TimeSpan.FromSeconds(60));
        var now = TimeSpan.Zero;
        foreach (var each in events)
        {
            now += each.After;
            var step = Apply(latch, now, each);
            latch = step.State;
            yield return (each, step, now);
        }
    }

    private static LatchStep Apply(Latch latch, TimeSpan now, Event each) => each.Verb switch
    {
        Verb.Bind => latch.Bind(now, each.Lease, each.First),
        Verb.Confirm => latch.Confirm(now, each.Lease, each.First, each.Second, each.Busy),
        Verb.Renew => latch.Renew(now, each.Lease, each.First, each.Second, each.Busy),
        Verb.Use => latch.Use(now, each.Lease, each.Busy),
        Verb.End => latch.EndLease(now, each.Lease, each.Busy),
        Verb.Retire => latch.Retire(now, each.Busy),
        Verb.Wipe => latch.Wipe(now, each.Lease, each.First, each.Busy),
        Verb.Proved or Verb.Unproved => new(latch.Wiped(now, each.Verb == Verb.Proved), LatchAnswer.Ok),
        Verb.Heard => new(latch.Heard(now), LatchAnswer.Ok),
        _ => new(latch.Expire(now, each.Busy), LatchAnswer.Ok),
    };
}
