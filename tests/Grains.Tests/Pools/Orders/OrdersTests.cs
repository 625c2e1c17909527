using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

public sealed class OrdersTests
{
    private static readonly OperatorOrder Order = new("maintenance", "default", new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Drain_Ordered_TurnsAwayAndLosesWhatIsIdleAndKeepsWhatIsBound()
    {
        var pool = Filled();
        Bind(pool, "a", "s1");
        Obey(pool, new() { Version = 1, Drain = Order });

        Assert.Equal([new PoolEffect.Retire("s2")], pool.Effects);
        Assert.Equal(RefusalCode.NodeUnavailable, pool.Lease("b").Refusal?.Code);
        Assert.Empty(pool.Tick());
        Assert.Equal((0, 1), (pool.Shelf().Idle, pool.Shelf().Bound));
        Assert.False(pool.Pool.IsDrained);
    }

    [Fact]
    public void Drain_WhileOneWaits_RefusesIt()
    {
        var pool = new PoolUnderTest();
        pool.Lease("a");
        Obey(pool, new() { Version = 1, Drain = Order });
        Assert.Equal(new LeaseId("a"), Assert.Single(pool.Effects.OfType<PoolEffect.Refuse>()).Lease);
    }

    [Fact]
    public void Drain_WhatWasStarting_IsRetiredWhenItStands()
    {
        var pool = new PoolUnderTest();
        var names = pool.Tick();
        Obey(pool, new() { Version = 1, Drain = Order });
        Array.ForEach(names, pool.Started);
        pool.Tick();
        Assert.Equal(names.Select(name => new PoolEffect.Retire(name)), pool.Effects.OfType<PoolEffect.Retire>());
    }

    [Fact]
    public void Undrain_Later_FillsAgainAndAnEarlierOrderChangesNothing()
    {
        var pool = Filled();
        Obey(pool, new() { Version = 2, Drain = Order });
        Obey(pool, new() { Version = 3 });
        Obey(pool, new() { Version = 2, Drain = Order });
        Assert.Equal(2, pool.Tick().Length);
        Assert.Equal(LeaseStep.Wait, pool.Lease("a").Step);
    }

    [Fact]
    public void Pause_Ordered_MakesNothingAndSaysWhy()
    {
        var pool = Filled();
        pool.Lease("a");
        Obey(pool, Shelf(new() { Paused = Order }));
        Assert.Empty(pool.Tick());
        Assert.Equal(("Refill is paused by operator: maintenance.", "maintenance"), (pool.Shelf().LastDecision, pool.Shelf().Paused));
        Assert.Equal("s2", pool.Lease("b").Sandbox);
    }

    [Fact]
    public void Pause_Callers_AreToldOfIt()
    {
        var pool = new PoolUnderTest();
        Obey(pool, Shelf(new() { Paused = Order }));
        Assert.Contains("paused", pool.Lease("cold", WhenEmpty.Cold).Refusal?.Detail, StringComparison.Ordinal);
        pool.Lease("wait", wait: 1);
        pool.Now += TimeSpan.FromSeconds(1);
        pool.Tick();
        var refusal = Assert.Single(pool.Effects.OfType<PoolEffect.Refuse>()).Refusal;
        Assert.Equal((RefusalCode.WaitTimeout, null), (refusal.Code, refusal.EstimateSeconds));
        Assert.Contains("paused", refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, null, 4)]
    [InlineData(null, 1, 1)]
    [InlineData(0, 0, 0)]
    [InlineData(null, null, 2)]
    public void Resize_Ordered_IsTheTargetUntilItIsCleared(int? minIdle, int? maxIdle, int idle)
    {
        var pool = Filled();
        Obey(pool, Shelf(new() { MinIdle = minIdle, MaxIdle = maxIdle }));
        pool.Fill();
        foreach (var retire in pool.Effects.OfType<PoolEffect.Retire>().ToList())
        {
            pool.Pool.Gone(retire.Sandbox, pool.Now, []);
        }

        Assert.Equal((idle, idle), (pool.Shelf().Target, pool.Shelf().Idle));
        Obey(pool, new() { Version = 2 });
        pool.Fill();
        Assert.Equal((2, 2), (pool.Shelf().Target, pool.Shelf().Idle));
    }

    [Fact]
    public void Destroy_Bound_EndsItsSessionByTheOperatorAndRepeatsItsAnswer()
    {
        var pool = Filled();
        Bind(pool, "a", "s1");
        pool.Effects.Clear();
        Assert.Equal(("ending", new SessionId("o", "a")), pool.Pool.Destroy("s1", "abuse", pool.Now, pool.Effects) is { } view ? (view.Phase, view.Session) : default);
        Assert.Equal([new PoolEffect.End("s1", new("a"), new("o", "a"), EndReason.Operator) { Detail = "abuse" }], pool.Effects);
        pool.Pool.Gone("s1", pool.Now, pool.Effects);
        Assert.Equal("ending", pool.Pool.Destroy("s1", "abuse", pool.Now, pool.Effects)?.Phase);
        Assert.Null(pool.Pool.Destroy("nobody", null, pool.Now, pool.Effects));
    }

    [Fact]
    public void Destroy_Idle_GoesThroughItsLatch()
    {
        var pool = Filled();
        pool.Effects.Clear();
        pool.Pool.Destroy("s2", null, pool.Now, pool.Effects);
        Assert.Equal([new PoolEffect.Retire("s2")], pool.Effects);
    }

    [Fact]
    public void Recycle_Idle_IsReplacedFirstAndGivenLast()
    {
        var pool = Filled();
        Assert.True(pool.Pool.Recycle("s1", pool.Now)?.Recycling);
        var replacement = Assert.Single(pool.Tick());
        Assert.Empty(pool.Effects.OfType<PoolEffect.Retire>());
        Assert.Equal("s2", pool.Lease("a").Sandbox);
        pool.Started(replacement);
        pool.Fill();
        Assert.Contains(new PoolEffect.Retire("s1"), pool.Effects);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Recycle_OneThatMayBeUsedAgain_IsDestroyedAfterItsLease(bool whileBound)
    {
        var pool = new PoolUnderTest((PoolLimits?)null, PoolUnderTest.Template("python", 1) with { MaxUses = 9 });
        pool.Fill();
        Bind(pool, "a", "s1");
        _ = whileBound ? pool.Pool.Recycle("s1", pool.Now) : null;
        pool.Effects.Clear();
        pool.Pool.Wiping("s1", new("a"), pool.Now, pool.Effects);
        if (!whileBound)
        {
            Assert.Equal([new PoolEffect.Wipe("s1", new("a"))], pool.Effects);
            pool.Pool.Recycle("s1", pool.Now);
            pool.Effects.Clear();
            pool.Pool.Wiped("s1", WipeOutcome.Proved, pool.Now, pool.Effects);
        }

        Assert.Equal([new PoolEffect.Retire("s1")], pool.Effects);
    }

    [Fact]
    public void Sandboxes_Listed_ComeInTheOrderOfTheirNamesPageByPage()
    {
        var pool = Filled();
        Bind(pool, "a", "s1");
        Assert.Equal(["s1"], pool.Pool.Sandboxes(null, null, 1, pool.Now).Select(sandbox => sandbox.Id.Name));
        Assert.Equal([("s2", "idle", 0)], pool.Pool.Sandboxes("python", "s1", 9, pool.Now).Select(sandbox => (sandbox.Id.Name, sandbox.Phase, sandbox.Uses)));
        Assert.Empty(pool.Pool.Sandboxes("bash", null, 9, pool.Now));
    }

    private static PoolUnderTest Filled()
    {
        var pool = new PoolUnderTest();
        pool.Fill();
        return pool;
    }

    private static void Bind(PoolUnderTest pool, string lease, string sandbox)
    {
        Assert.Equal(sandbox, pool.Lease(lease).Sandbox);
        Assert.True(pool.Pool.Bound(new(lease), new("o", lease), sandbox, LatchResult.Ok, pool.Effects));
    }

    private static NodeOrders Shelf(ShelfOrders orders) => new() { Version = 1, Shelves = new Dictionary<string, ShelfOrders> { ["shared/python"] = orders } };

    private static void Obey(PoolUnderTest pool, NodeOrders orders)
    {
        pool.Effects.Clear();
        pool.Pool.Obey(orders, pool.Now, pool.Effects);
    }
}
