using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

public sealed class RolloutTests
{
    [Fact]
    public void Tick_ANewRevision_ReplacesAllWithoutADip()
    {
        var world = new RolloutUnderTest();
        world.Follow(1, 2);
        Assert.Equal(3, world.Fill());
        Assert.Equal((RolloutState.Done, 0, 2, 3), (world.Shelf.Rollout, world.Shelf.Stale, world.Shelf.Revision, world.Shelf.Idle));
        Assert.All(Enumerable.Range(0, 3), number => Assert.Equal(2, world.Lease($"l{number}").Revision));
    }

    [Fact]
    public void Tick_UntilTheNewRevisionHasStarted_TriesOneOfIt()
    {
        var world = new RolloutUnderTest();
        world.Follow(1, 2);
        world.Tick();
        world.Tick();
        Assert.Single(world.Starting);
        world.StartOne();
        world.Tick();
        Assert.Equal(2, world.Starting.Count);
    }

    [Fact]
    public void Tick_OneIsMissingWhileTheNewRevisionIsTried_IsMadeOfTheServedOne()
    {
        var world = new RolloutUnderTest();
        world.Follow(1, 2);
        world.Tick();
        world.Lease("a");
        world.Tick();
        Assert.Equal([2, 1], world.Starting.Select(name => world.Revisions[name]));
    }

    [Fact]
    public void Tick_TargetIsMaxTotal_GoesBeyondItByTheSurgeAndNoFurther()
    {
        var world = new RolloutUnderTest(target: 4, maxTotal: 4, surge: 2);
        world.Follow(1, 2);
        var most = 0;
        for (world.Tick(); world.Starting.Count > 0; world.Tick())
        {
            most = Math.Max(most, world.Shelf.Idle + world.Starting.Count);
            world.StartOne();
        }

        world.Tick();
        Assert.Equal((RolloutState.Done, true), (world.Shelf.Rollout, most is > 4 and <= 6));
    }

    [Fact]
    public void Lease_WhileItRuns_GivesTheNewRevisionWhereThereIsOne()
    {
        var world = new RolloutUnderTest();
        world.Follow(1, 2);
        world.Tick();
        Assert.Equal(1, world.Lease("a").Revision);
        world.StartOne();
        Assert.Equal(2, world.Lease("b").Revision);
        Assert.Equal(1, world.Lease("c").Revision);
    }

    [Fact]
    public void Lease_DemandsTheNewRevision_WaitsForOneBesideIdleOldOnes()
    {
        var world = new RolloutUnderTest();
        world.Follow(1, 2);
        Assert.Equal(LeaseStep.Wait, world.Lease("a", minRevision: 2).Step);
        Assert.Equal(1, world.Lease("b").Revision);
        world.Tick();
        world.StartOne(world.Starting.FindIndex(name => world.Revisions[name] == 2));
        Assert.Equal((new LeaseId("a"), 2), world.Pool.Effects.OfType<PoolEffect.Assign>().Select(assign => (assign.Lease, assign.Decision.Revision)).Single());
    }

    [Fact]
    public void Lease_DemandsARevisionThatIsNotThere_IsRefused()
    {
        var world = new RolloutUnderTest();
        world.Follow(1, 2);
        Assert.Equal(RefusalCode.RevisionNotAvailable, world.Lease("a", minRevision: 3).Refusal?.Code);
    }

    [Fact]
    public void Lease_ColdWhileTheNewRevisionIsTried_IsMadeOfTheServedOne()
    {
        var world = new RolloutUnderTest(target: 0);
        world.Follow(1, 2);
        Assert.Equal(LeaseStep.Wait, world.Lease("a", whenEmpty: WhenEmpty.Cold).Step);
        world.Lease("b", minRevision: 2, whenEmpty: WhenEmpty.Cold);
        world.Tick();
        Assert.Equal(RolloutState.Done, world.Shelf.Rollout);
        Assert.Equal([2, 2], world.Starting.Select(name => world.Revisions[name]));
    }

    [Fact]
    public void StartFailed_TheNewRevisionThriceInARow_GivesItUpAndKeepsTheOld()
    {
        var world = new RolloutUnderTest();
        world.Follow(1, 2);
        world.FailUntilGivenUp();
        Assert.Contains("no such image", world.Shelf.RolloutReason);
        Assert.Equal((3, "closed"), (world.Shelf.Idle, world.Shelf.Breaker));
        Assert.Equal(1, world.Lease("a").Revision);
        world.Tick();
        Assert.Equal([1], world.Starting.Select(name => world.Revisions[name]));
    }

    [Fact]
    public void StartFailed_TheNewRevisionOnce_HoldsBackNothingOfTheServedOne()
    {
        var world = new RolloutUnderTest();
        world.Follow(1, 2);
        world.Tick();
        world.FailOne();
        world.Lease("a");
        world.Tick();
        Assert.Equal([1], world.Starting.Select(name => world.Revisions[name]));
    }

    [Fact]
    public void StartFailed_ForAFullQuota_IsNotHeldAgainstTheNewRevision()
    {
        var world = new RolloutUnderTest();
        world.Follow(1, 2);
        for (var tries = 0; tries < 5; tries++)
        {
            world.Tick();
            world.Pool.Failed(world.Starting[0], "full", EndReason.Quota);
            world.Starting.Clear();
            world.Pool.Now += TimeSpan.FromMinutes(1);
        }

        Assert.Equal(RolloutState.Running, world.Shelf.Rollout);
    }

    [Fact]
    public void GivenUp_WhoDemandsTheNewRevision_IsRefused()
    {
        var world = new RolloutUnderTest();
        world.Follow(1, 2);
        world.Pool.Pool.Lease(PoolUnderTest.Request("a", wait: 60_000) with { MinRevision = 2 }, world.Pool.Now, world.Pool.Now);
        world.FailUntilGivenUp();
        world.Tick();
        Assert.Equal(RefusalCode.RevisionNotAvailable, world.Pool.Effects.OfType<PoolEffect.Refuse>().Single().Refusal.Code);
    }

    [Fact]
    public void Follow_ItFailedElsewhere_GoesBackWithoutADip()
    {
        var world = new RolloutUnderTest();
        world.Follow(1, 2);
        world.Fill();
        world.Follow(1);
        Assert.Equal(3, world.Fill());
        Assert.Equal((3, 0, (RolloutState?)null), (world.Shelf.Idle, world.Shelf.Stale, world.Shelf.Rollout));
        Assert.All(Enumerable.Range(0, 3), number => Assert.Equal(1, world.Lease($"l{number}").Revision));
    }

    [Fact]
    public void Follow_ItIsDone_TakesNothingOlderIn()
    {
        var world = new RolloutUnderTest(target: 1);
        world.Follow(1, 2);
        world.Fill();
        world.Follow(2);
        world.Tick();
        world.Pool.Pool.Listed([new(new("n", "late"), "python", 1)], world.Pool.Now, world.Pool.Now, world.Pool.Effects);
        world.Pool.Answered("late", new());
        Assert.Contains(new PoolEffect.Retire("late"), world.Pool.Effects);
    }

    [Fact]
    public void Follow_OtherAmounts_KeepsWhatStands()
    {
        var world = new RolloutUnderTest(target: 3);
        world.Pool.Pool.Follow([new(world.Spec(1) with { MinIdle = 4, MaxIdle = 4 })], world.Pool.Effects);
        world.Tick();
        Assert.Single(world.Starting);
        Assert.Empty(world.Pool.Effects.OfType<PoolEffect.Retire>());
        Assert.Equal((3, 4), (world.Shelf.Idle, world.Shelf.Target));
    }

    [Fact]
    public void Follow_AnotherRevisionInTheMiddle_LeavesNothingOfTheFirst()
    {
        var world = new RolloutUnderTest();
        world.Follow(1, 2);
        world.Tick();
        world.StartOne();
        world.Tick();
        world.Follow(1, 3);
        Assert.Equal(3, world.Fill());
        Assert.Equal((RolloutState.Done, 3), (world.Shelf.Rollout, world.Shelf.Revision));
        Assert.All(Enumerable.Range(0, 3), number => Assert.Equal(3, world.Lease($"l{number}").Revision));
    }

    [Fact]
    public void Listed_ThePoolStartsInTheMiddle_GoesOnWithWhatStands()
    {
        var world = new RolloutUnderTest(target: 2);
        var pool = new PoolUnderTest(new PoolLimits { YieldToLeases = TimeSpan.Zero, MaxRefilling = 8 }, world.Spec(1));
        pool.Pool.Follow([new(world.Spec(1), world.Spec(2))], pool.Effects);
        pool.Pool.Listed([new(new("n", "a"), "python", 1), new(new("n", "b"), "python", 2)], pool.Now, pool.Now, pool.Effects);
        pool.Answered("a", new());
        pool.Answered("b", new());
        var started = Assert.Single(pool.Tick());
        pool.Started(started);
        pool.Tick();
        Assert.Contains(new PoolEffect.Retire("a"), pool.Effects);
        pool.Tick();
        Assert.Equal(RolloutState.Done, pool.Shelf().Rollout);
    }

    [Fact]
    public void Lease_TheSessionsSiloKnowsANewerRevision_IsNotGivenAnOlderOne()
    {
        var world = new RolloutUnderTest();
        Assert.Equal(LeaseStep.Wait, world.Lease("a", servedRevision: 2).Step);
        world.Follow(1, 2);
        world.Fill();
        world.Follow(2);
        world.Tick();
        Assert.Equal(2, world.Lease("a", servedRevision: 2).Revision);
    }

    [Fact]
    public void Follow_TheTemplateIsDeleted_EmptiesTheShelfAndLeavesWhatIsBound()
    {
        var world = new RolloutUnderTest(target: 2);
        var bound = world.Lease("a").Sandbox!;
        world.Pool.Pool.Bound(new("a"), new("o", "a"), bound, LatchResult.Ok, world.Pool.Effects);
        world.Lease("b", minRevision: 0);
        world.Tick();
        world.Pool.Pool.Follow([], world.Pool.Effects);
        world.Tick();
        Assert.Equal((0, 1), (world.Shelf.Idle, world.Shelf.Bound - 1));
        Assert.Equal(RefusalCode.NodeUnavailable, world.Lease("c").Refusal?.Code);
        Assert.DoesNotContain(new PoolEffect.Retire(bound), world.Pool.Effects);
    }

    [Fact]
    public void Follow_TheTemplateIsDeleted_WhoWaitsIsRefusedAndTheShelfGoesWithItsLast()
    {
        var world = new RolloutUnderTest(target: 1);
        var bound = world.Lease("a").Sandbox!;
        world.Pool.Pool.Bound(new("a"), new("o", "a"), bound, LatchResult.Ok, world.Pool.Effects);
        world.Lease("b");
        world.Pool.Effects.Clear();
        world.Pool.Pool.Follow([], world.Pool.Effects);
        Assert.Equal(RefusalCode.UnknownTemplate, world.Pool.Effects.OfType<PoolEffect.Refuse>().Single().Refusal.Code);
        world.Pool.Pool.Gone(bound, world.Pool.Now, world.Pool.Effects);
        world.Tick();
        Assert.Empty(world.Pool.Pool.Describe(world.Pool.Now));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Wiping_ALeaseOfTheOldRevisionEnds_IsNotTakenBack(bool beginsBefore)
    {
        var world = new RolloutUnderTest(target: 2);
        world.Follow(1, with: spec => spec with { MaxUses = 5 });
        world.Tick();
        var bound = world.Lease("o/a/1").Sandbox!;
        world.Pool.Pool.Bound(new("o/a/1"), new("o", "a"), bound, LatchResult.Ok, world.Pool.Effects);
        Action begin = () => world.Pool.Pool.Wiping(bound, new("o/a/1"), world.Pool.Now, world.Pool.Effects);
        Action change = () => world.Follow(1, 2, spec => spec with { MaxUses = 5 });
        (beginsBefore ? begin : change)();
        (beginsBefore ? change : begin)();
        world.Pool.Pool.Wiped(bound, WipeOutcome.Proved, world.Pool.Now, world.Pool.Effects);
        Assert.Contains(new PoolEffect.Retire(bound), world.Pool.Effects);
    }

    [Fact]
    public void Follow_ANewTemplate_HasAShelfThatIsFilled()
    {
        var world = new RolloutUnderTest(target: 1);
        world.Pool.Pool.Follow([new(world.Spec(1)), new(world.Spec(1) with { Name = "numbers" })], world.Pool.Effects);
        world.Fill();
        Assert.Equal(1, world.Pool.Shelf("numbers").Idle);
    }
}
