using CsCheck;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

public sealed class PoolPlannerTests
{
    private static readonly PoolLimits Limits = new() { Capacity = 10, MaxRefilling = 2, MaxStarting = 4 };
    private static readonly NodeLevels Quiet = new(0, 0, TimeSpan.MaxValue, false);
    private static readonly TimeSpan Now = TimeSpan.FromMinutes(1);

    [Fact]
    public void Plan_ShelfEmpty_StartsAsManyAsMayBeInFlight() =>
        Assert.Equal(new(0, 2, 0, PoolDecision.Creating), Plan(Shelf(minIdle: 5), Quiet));

    [Fact]
    public void Plan_InFlightCoversWhatIsMissing_StartsNone() =>
        Assert.Equal(new(0, 0, 0, PoolDecision.Underway), Plan(Shelf(minIdle: 5) with { Idle = 4, Starting = 1 }, Quiet with { Total = 5, Starting = 1 }));

    [Fact]
    public void Plan_TargetMet_IsEnough() => Assert.Equal(new(0, 0, 0, PoolDecision.Enough), Plan(Shelf(minIdle: 5) with { Idle = 5 }, Quiet));

    [Fact]
    public void Plan_CallersWait_MayHaveMoreInFlight() =>
        Assert.Equal(new(0, 4, 0, PoolDecision.Creating), Plan(Shelf(minIdle: 0) with { Waiting = 6 }, Quiet));

    [Fact]
    public void Plan_ColdCallers_GetCreationsOfTheirOwnFirst() =>
        Assert.Equal(new(2, 2, 0, PoolDecision.Creating), Plan(Shelf(minIdle: 0) with { Waiting = 6, Cold = 2 }, Quiet));

    [Fact]
    public void Plan_MaxTotalReached_IsHeld() =>
        Assert.Equal(PoolDecision.HeldByMaxTotal, Plan(Shelf(minIdle: 5, maxTotal: 3) with { Other = 3 }, Quiet with { Total = 3 }).Decision);

    [Fact]
    public void Plan_NodeFull_IsHeld() =>
        Assert.Equal(PoolDecision.HeldByCapacity, Plan(Shelf(minIdle: 5), Quiet with { Total = 10 }).Decision);

    [Theory]
    [InlineData(1_000, 9_999, PoolDecision.Creating, 1)]
    [InlineData(999, 9_999, PoolDecision.HeldByMemory, 0)]
    [InlineData(9_999, 499, PoolDecision.HeldByCpu, 0)]
    [InlineData(9_999, 500, PoolDecision.Creating, 1)]
    public void Plan_WhatIsLeftOfTheNode_IsNotExceeded(long memory, long cpu, PoolDecision decision, int create) =>
        Assert.Equal((decision, create), Of(Plan(Shelf(minIdle: 5) with { Weight = new(1_000, 500) }, Quiet with { Left = new(memory, cpu) })));

    [Fact]
    public void Plan_AHeavyShelfFindsNoRoom_TheLightOneIsMade()
    {
        var plans = new ShelfPlan[2];
        PoolPlanner.Plan([Shelf(minIdle: 4) with { Weight = new(3_000, 0) }, Shelf(minIdle: 4) with { Weight = new(1_000, 0) }], Quiet with { Left = new(2_000, 0) }, Limits, Now, plans);
        Assert.Equal([(PoolDecision.HeldByMemory, 0), (PoolDecision.Creating, 2)], plans.Select(Of));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    public void Plan_NodeFullAndCallersWait_WhatOthersHaveBeyondWhatTheyKeepMakesRoom(int kept, int retire)
    {
        var plans = new ShelfPlan[2];
        PoolPlanner.Plan([Shelf(minIdle: 4) with { Idle = 4, Kept = kept }, Shelf(minIdle: 0) with { Waiting = 2 }], Quiet with { Total = 10 }, Limits, Now, plans);
        Assert.Equal((retire, retire > 0 ? PoolDecision.MakingRoom : PoolDecision.Enough), (plans[0].Retire, plans[0].Decision));
    }

    [Fact]
    public void Plan_NodeFullAndCallersWait_NoMoreGoesThanMayBeStarted()
    {
        Assert.Equal(1, RoomMadeFor(Shelf(minIdle: 0, maxTotal: 3) with { Waiting = 5, Other = 2 }, Quiet));
        Assert.Equal(1, RoomMadeFor(Shelf(minIdle: 0) with { Waiting = 5, Starting = 1 }, Quiet with { Starting = 3 }));
        Assert.Equal(2, RoomMadeFor(Shelf(minIdle: 0) with { Cold = 3 }, Quiet with { Leaving = (1, default) }));
    }

    [Fact]
    public void Plan_NodeFullAndNothingCanBeStartedForCallers_MakesNoRoomUntilOneIsTried()
    {
        var failed = Shelf(minIdle: 0) with { Waiting = 3, Breaker = default(Breaker).Failed(Now) };
        Assert.Equal((0, 1), (RoomMadeFor(failed, Quiet), RoomMadeFor(failed, Quiet, Now + Breaker.FirstBackoff)));
        Assert.Equal(0, RoomMadeFor(Shelf(minIdle: 0) with { Waiting = 3, IsPaused = true }, Quiet));
    }

    /// <summary>First one goes, then it is on its way out, then it is gone and the caller's is made.</summary>
    [Theory]
    [InlineData(7, 2, 0, 1, PoolDecision.MakingRoom, 0)]
    [InlineData(6, 2, 2, 0, PoolDecision.YieldsToCallers, 0)]
    [InlineData(6, 4, 0, 0, PoolDecision.HeldByMemory, 1)]
    public void Plan_RoomIsBeingMade_IsNotTakenByWhoeverLosesIt(int idle, long left, long leaving, int retire, PoolDecision decision, int cold)
    {
        var plans = new ShelfPlan[2];
        var node = Quiet with { Total = 9, Left = new(left, 0), Leaving = (leaving > 0 ? 1 : 0, new(leaving, 0)) };
        PoolPlanner.Plan([Shelf(minIdle: 8) with { Idle = idle, Weight = new(2, 0), Leaves = new(2, 0) }, Shelf(minIdle: 0) with { Cold = 1, Weight = new(3, 0), Leaves = new(3, 0) }], node, Limits, Now, plans);
        Assert.Equal((0, retire, decision, cold), (plans[0].Create, plans[0].Retire, plans[0].Decision, plans[1].CreateCold));
    }

    [Fact]
    public void Plan_ACallerThatCanNeverFit_HoldsUpNobody()
    {
        var plans = new ShelfPlan[2];
        PoolPlanner.Plan([Shelf(minIdle: 8) with { Idle = 1, Kept = 1, Weight = new(2, 0), Leaves = new(2, 0) }, Shelf(minIdle: 0) with { Waiting = 1, Weight = new(9, 0) }], Quiet with { Total = 1, Left = new(6, 0) }, Limits, Now, plans);
        Assert.Equal((2, 0), (plans[0].Create, plans[0].Retire));
    }

    [Fact]
    public void Plan_WhatComesBackFromAWipeServesTheCallers_MakesNoRoom() =>
        Assert.Equal(0, RoomMadeFor(Shelf(minIdle: 3) with { Waiting = 3, Found = 3 }, Quiet));

    [Fact]
    public void Plan_SlowCreationsHaveAllPlaces_RoomIsMadeAllTheSame() =>
        Assert.Equal(1, RoomMadeFor(Shelf(minIdle: 0) with { Waiting = 1 }, Quiet with { Starting = 4, Slow = 4 }));

    [Fact]
    public void Plan_NodeFullAndSeveralCouldGo_TheFullestMakesRoomAndNoneThatHelpsNot()
    {
        var plans = new ShelfPlan[4];
        PoolPlanner.Plan(
            [
                Shelf(minIdle: 8) with { Idle = 3, Leaves = new(1_000, 0) },
                Shelf(minIdle: 4) with { Idle = 3, Leaves = new(1_000, 0) },
                Shelf(minIdle: 2) with { Idle = 2, Leaves = new(0, 500) },
                Shelf(minIdle: 0) with { Waiting = 1, Weight = new(1_500, 0) },
            ],
            Quiet with { Total = 9, Left = new(0, 0) }, Limits, Now, plans);
        Assert.Equal([0, 2, 0, 0], plans.Select(plan => plan.Retire));
    }

    private static int RoomMadeFor(ShelfLevels callers, NodeLevels node, TimeSpan? now = null)
    {
        var plans = new ShelfPlan[2];
        PoolPlanner.Plan([Shelf(minIdle: 9) with { Idle = 9 }, callers], node with { Total = 10 }, Limits, now ?? Now, plans);
        return plans[0].Retire;
    }

    [Fact]
    public void Plan_BreakerOpen_IsHeldUntilItIsHalfOpenAndThenTriesOne()
    {
        var shelf = Shelf(minIdle: 5) with { Breaker = default(Breaker).Failed(Now) };
        Assert.Equal(PoolDecision.HeldByBreaker, Plan(shelf, Quiet).Decision);
        Assert.Equal(1, Plan(shelf, Quiet, Now + Breaker.FirstBackoff).Create);
    }

    [Fact]
    public void Plan_JustLeasedAndHalfIsThere_YieldsButNotToCallers()
    {
        var shelf = Shelf(minIdle: 4) with { Idle = 2 };
        var busy = Quiet with { SinceLease = TimeSpan.FromMilliseconds(1) };
        Assert.Equal(PoolDecision.YieldsToLeases, Plan(shelf, busy).Decision);
        Assert.Equal(2, Plan(shelf with { Idle = 1 }, busy).Create);
    }

    [Fact]
    public void Plan_MoreThanTheMost_RetiresTheSurplus() =>
        Assert.Equal(new(0, 0, 2, PoolDecision.Surplus), Plan(Shelf(minIdle: 3) with { Idle = 5 }, Quiet));

    [Fact]
    public void Plan_BreakerOpenForAFullQuota_SaysTheQuota() =>
        Assert.Equal(PoolDecision.HeldByQuota, Plan(Shelf(minIdle: 5) with { Breaker = default(Breaker).Failed(Now), IsQuotaFull = true }, Quiet).Decision);

    [Fact]
    public void Plan_OneIsPastItsAge_MakesAnotherFirstAndRetiresItThen()
    {
        var aged = Shelf(minIdle: 3) with { Idle = 3, Aged = 2 };
        Assert.Equal(new(0, 1, 0, PoolDecision.Creating), Plan(aged, Quiet with { Total = 3 }));
        Assert.Equal(new(0, 0, 0, PoolDecision.Underway), Plan(aged with { Starting = 1 }, Quiet with { Total = 4, Starting = 1 }));
        Assert.Equal(new(0, 1, 1, PoolDecision.Creating), Plan(aged with { Idle = 4 }, Quiet with { Total = 4 }));
        Assert.Equal(new(0, 0, 1, PoolDecision.Renewing), Plan(aged with { Idle = 4, Aged = 1 }, Quiet with { Total = 4 }));
    }

    [Fact]
    public void Plan_AllArePastTheirAgeAndTheNodeIsFull_RetiresNone() =>
        Assert.Equal(new(0, 0, 0, PoolDecision.HeldByCapacity), Plan(Shelf(minIdle: 3) with { Idle = 3, Aged = 3 }, Quiet with { Total = 10 }));

    [Fact]
    public void Plan_NoneIsWanted_RetiresWhatIsPastItsAgeWithoutAnother() =>
        Assert.Equal(new(0, 0, 1, PoolDecision.Renewing), Plan(new() { Target = 0, MostIdle = 5, Comfortable = 0, MaxTotal = 9, Idle = 2, Aged = 1 }, Quiet));

    [Fact]
    public void Plan_Draining_StartsNone() => Assert.Equal(PoolDecision.Draining, Plan(Shelf(minIdle: 5), Quiet with { Draining = true }).Decision);

    [Fact]
    public void Plan_TwoShelves_TheEmptierComesFirst()
    {
        var plans = new ShelfPlan[2];
        PoolPlanner.Plan([Shelf(minIdle: 4) with { Idle = 3 }, Shelf(minIdle: 4) with { Idle = 1 }], Quiet, Limits, Now, plans);
        Assert.Equal((0, 2), (plans[0].Create, plans[1].Create));
    }

    [Fact]
    public void Breaker_FailingOnAndOn_DoublesUpTo30Seconds()
    {
        var (breaker, now, waits) = (default(Breaker), Now, new List<double>());
        for (var i = 0; i < 7; i++)
        {
            breaker = breaker.Failed(now);
            waits.Add(breaker.Remaining(now).TotalSeconds);
            now += breaker.Remaining(now);
        }

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], waits);
    }

    [Fact]
    public void Breaker_SeveralInFlightFail_CountOnce() => Assert.Equal(1, default(Breaker).Failed(Now).Failed(Now).Failures);

    [Fact]
    public void Plan_AnyLevels_KeepsEveryLimitAndEndsNothingThatIsWanted() => Gen.Select(GenShelf.Array[1, 5], Gen.Int[0, 6], Gen.Int[1, 40]).Sample((shelves, refilling, capacity) =>
    {
        var limits = new PoolLimits { Capacity = capacity, MaxRefilling = refilling, MaxStarting = refilling + 2 };
        var node = new NodeLevels(shelves.Sum(shelf => shelf.Total), shelves.Sum(shelf => shelf.Starting), TimeSpan.MaxValue, false);
        var plans = new ShelfPlan[shelves.Length];
        PoolPlanner.Plan(shelves, node, limits, Now, plans);
        var created = plans.Sum(plan => plan.Create + plan.CreateCold);
        return (created == 0 || (node.Total + created <= capacity && node.Starting + created <= limits.MaxStarting))
            && shelves.Zip(plans).All(pair => Keeps(pair.First, pair.Second))
            && !plans.Any(plan => plan is { Decision: PoolDecision.MakingRoom, Create: > 0 });
    });

    private static (PoolDecision, int) Of(ShelfPlan plan) => (plan.Decision, plan.Create);

    private static bool Keeps(ShelfLevels shelf, ShelfPlan plan)
    {
        var created = plan.Create + plan.CreateCold;
        return (created == 0 || shelf.Total + created <= shelf.MaxTotal)
            && plan.CreateCold <= shelf.Cold
            && plan.Create <= Math.Max(0, shelf.Target + shelf.Waiting - shelf.Idle - (shelf.Starting - shelf.StartingCold)) + (shelf.Aged > 0 ? 1 : 0)
            && shelf.Idle - plan.Retire >= Math.Min(shelf.Idle, plan.Decision == PoolDecision.MakingRoom ? shelf.Kept : shelf.Target);
    }

    private static readonly Gen<ShelfLevels> GenShelf =
        from min in Gen.Int[0, 8]
        from max in Gen.Int[0, 8]
        from total in Gen.Int[1, 20]
        from idle in Gen.Int[0, 10]
        from starting in Gen.Int[0, 4]
        from cold in Gen.Int[0, 3]
        from waiting in Gen.Int[0, 5]
        from aged in Gen.Int[0, 10]
        from kept in Gen.Int[0, 4]
        select new ShelfLevels
        {
            Target = min,
            Comfortable = (min + 1) / 2,
            MostIdle = max,
            MaxTotal = total,
            Idle = idle,
            Aged = Math.Min(aged, idle),
            Starting = starting,
            StartingCold = Math.Min(cold, starting),
            Waiting = waiting,
            Cold = cold,
            Kept = Math.Min(kept, min),
            Promised = waiting > 0 ? Math.Min(kept, min) : 0,
            WaitingFirst = idle % 2 == 0,
        };

    private static ShelfLevels Shelf(int minIdle, int maxTotal = 100) => new() { Target = minIdle, MostIdle = minIdle, Comfortable = (minIdle + 1) / 2, MaxTotal = maxTotal };

    private static ShelfPlan Plan(ShelfLevels shelf, NodeLevels node, TimeSpan? now = null)
    {
        var plans = new ShelfPlan[1];
        PoolPlanner.Plan([shelf], node, Limits, now ?? Now, plans);
        return plans[0];
    }
}
