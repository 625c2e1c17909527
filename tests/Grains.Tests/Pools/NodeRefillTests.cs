using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

/// <summary>What the shelves of a node owe each other: a template that hangs or fails does not hold up the rest.</summary>
public sealed class NodeRefillTests
{
    private static readonly TimeSpan Now = TimeSpan.FromMinutes(1);
    private static readonly PoolLimits Limits = new() { Capacity = 100, MaxRefilling = 2, MaxStarting = 4 };
    private static readonly NodeLevels Quiet = new(0, 0, TimeSpan.MaxValue, false);
    private static readonly ShelfLevels Empty = new() { Target = 5, MostIdle = 5, Comfortable = 3, MaxTotal = 100 };

    [Fact]
    public void Plan_AllPlacesAreOfAShelfThatHangs_TheOtherGetsThem()
    {
        var plans = Plan([Empty with { Starting = 2, Slow = 2 }, Empty], Quiet with { Starting = 2, Slow = 2, Total = 2 });
        Assert.Equal([(0, PoolDecision.HeldBySlow), (2, PoolDecision.Creating)], plans.Select(plan => (plan.Create, plan.Decision)));
    }

    [Fact]
    public void Plan_NotSlowYet_PlacesAreTaken() =>
        Assert.Equal(PoolDecision.HeldByStarting, Plan([Empty with { Starting = 2 }, Empty], Quiet with { Starting = 2, Total = 2 })[1].Decision);

    [Fact]
    public void Plan_ManyShelvesHang_TheNodesLastLimitHolds() =>
        Assert.Equal(PoolDecision.HeldByStarting, Plan([Empty], Quiet with { Starting = 8, Slow = 8, Total = 8 })[0].Decision);

    [Fact]
    public void Pool_TemplateThatHangs_LeavesTheOthersTheirRefill()
    {
        var pool = new PoolUnderTest(new PoolLimits { MaxRefilling = 1, YieldToLeases = TimeSpan.Zero }, PoolUnderTest.Template("hangs", 1), PoolUnderTest.Template("works", 1));
        Assert.Equal(["hangs"], Starts(pool));
        Assert.Empty(Starts(pool));
        Assert.Equal(TimeSpan.FromSeconds(1), pool.Pool.NextTick(pool.Now));
        pool.Now += TimeSpan.FromSeconds(4.5);
        Assert.Equal(TimeSpan.FromSeconds(0.5), pool.Pool.NextTick(pool.Now));
        pool.Now += TimeSpan.FromSeconds(0.5);
        Assert.Equal(["works"], Starts(pool));
    }

    [Fact]
    public void Failures_OfOneShelf_AreItsOwn() =>
        Assert.Equal(BreakerState.Closed, Failed("a", "a", "a", "a").Breaker.StateAt(Now));

    [Fact]
    public void Failures_OfSeveralShelvesInARow_OpenTheNodes()
    {
        Assert.Equal(BreakerState.Closed, Failed("a", "b").Breaker.StateAt(Now));
        var open = Failed("a", "b", "a").Breaker;
        Assert.Equal((BreakerState.Open, BreakerState.HalfOpen), (open.StateAt(Now), open.StateAt(Now + Breaker.FirstBackoff)));
    }

    [Fact]
    public void Plan_NodesBreakerIsOpen_OnlyAShelfThatHasNotFailedTriesOne()
    {
        var failing = Empty with { Breaker = default(Breaker).Failed(Now - TimeSpan.FromMinutes(1)) };
        var plans = Plan([failing, Empty], Quiet with { Breaker = default(Breaker).Failed(Now) });
        Assert.Equal([(0, PoolDecision.HeldByNode), (1, PoolDecision.Creating)], plans.Select(plan => (plan.Create, plan.Decision)));
    }

    [Fact]
    public void Plan_NodesBreakerIsHalfOpen_OneIsTriedInAll()
    {
        var failing = Empty with { Breaker = default(Breaker).Failed(Now - TimeSpan.FromMinutes(1)) };
        Assert.Equal(1, Plan([failing, failing], Quiet with { Breaker = default(Breaker).Failed(Now - TimeSpan.FromMinutes(1)) }).Sum(plan => plan.Create));
    }

    [Fact]
    public void Pool_CreationsFailOnTwoShelves_TheNodesBreakerOpensAndASuccessClosesIt()
    {
        var pool = new PoolUnderTest(new PoolLimits { MaxRefilling = 4, YieldToLeases = TimeSpan.Zero }, PoolUnderTest.Template("a", 2), PoolUnderTest.Template("b", 2));
        Array.ForEach(pool.Tick(), name => pool.Failed(name));
        Assert.Equal(BreakerState.Open, pool.Pool.NodeBreaker.StateAt(pool.Now));
        pool.Now += TimeSpan.FromSeconds(2);
        pool.Started(Assert.Single(pool.Tick()));
        Assert.Equal(BreakerState.Closed, pool.Pool.NodeBreaker.StateAt(pool.Now));
    }

    [Fact]
    public void Pool_QuotasAreFull_TheNodeIsNotToBlame()
    {
        var pool = new PoolUnderTest(new PoolLimits { MaxRefilling = 4, YieldToLeases = TimeSpan.Zero }, PoolUnderTest.Template("a", 2), PoolUnderTest.Template("b", 2));
        Array.ForEach(pool.Tick(), name => pool.Failed(name, reason: EndReason.Quota));
        Assert.Equal(BreakerState.Closed, pool.Pool.NodeBreaker.StateAt(pool.Now));
    }

    [Theory]
    [InlineData(0, 3, 4)]
    [InlineData(9, 3, 3)]
    [InlineData(9, 100, 1)]
    [InlineData(9, 0, 4)]
    public void DivideRefill_NodesShareTheClustersLimit_AtLeastOneEach(int inCluster, int nodes, int starts)
    {
        var pool = new PoolUnderTest(new PoolLimits { MaxRefilling = 4, MaxRefillingInCluster = inCluster, YieldToLeases = TimeSpan.Zero }, PoolUnderTest.Template("a", 9));
        pool.Pool.DivideRefill(1);
        pool.Pool.DivideRefill(nodes);
        Assert.Equal(starts, pool.Tick().Length);
    }

    private static string[] Starts(PoolUnderTest pool)
    {
        pool.Tick();
        return [.. pool.Effects.OfType<PoolEffect.Start>().Select(start => start.Template.Name)];
    }

    private static NodeFailures Failed(params string[] shelves) => shelves.Aggregate(default(NodeFailures), (failures, shelf) => failures.Failed(new("shared", shelf), Now));

    private static ShelfPlan[] Plan(ShelfLevels[] shelves, NodeLevels node)
    {
        var plans = new ShelfPlan[shelves.Length];
        PoolPlanner.Plan(shelves, node, Limits, Now, plans);
        return plans;
    }
}
