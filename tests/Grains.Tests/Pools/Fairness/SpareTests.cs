using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

/// <summary>While one organization's callers wait, one idle sandbox is kept for another that comes now and then.</summary>
public sealed class SpareTests
{
    [Fact]
    public void Lease_OfOneThatCameLately_IsServedAtOnceWhileAnotherFloods()
    {
        var pool = Flooded();
        pool.Started(pool.Tick()[0]);

        Assert.Empty(pool.Effects.OfType<PoolEffect.Assign>());
        Assert.Equal(LeaseStep.Wait, pool.LeaseOf("flood", "later").Step);
        Assert.Equal(LeaseStep.Bind, pool.LeaseOf("other", "o2").Step);
    }

    [Fact]
    public void Wait_WhereOneIsKept_IsServedByTheNext()
    {
        var pool = Flooded();
        var starting = pool.Tick();
        pool.Started(starting[0]);
        pool.Started(starting[1]);

        Assert.Equal("flood/f1/1", Assigned(pool));
        Assert.Equal(1, pool.Shelf().Idle);
    }

    [Fact]
    public void Wait_NothingElseIsOnItsWay_IsServedByWhatWasKept()
    {
        var pool = Flooded();
        var starting = pool.Tick();
        pool.Started(starting[0]);
        foreach (var other in starting[1..])
        {
            pool.Failed(other);
        }

        pool.Tick();

        Assert.Equal("flood/f1/1", Assigned(pool));
    }

    [Fact]
    public void Wait_WhatElseIsOnItsWayIsSlow_IsServedByWhatWasKept()
    {
        var pool = Flooded();
        pool.Started(pool.Tick()[0]);

        pool.Now += new PoolLimits().SlowStart;
        pool.Tick();

        Assert.Equal("flood/f1/1", Assigned(pool));
    }

    [Fact]
    public void Lease_OfOneThatTakesWhatIsKept_LeavesTheNextToThoseWhoWait()
    {
        var pool = Flooded();
        var starting = pool.Tick();
        pool.Started(starting[0]);
        Assert.Equal(LeaseStep.Bind, pool.LeaseOf("other", "o2").Step);

        pool.Started(starting[1]);
        Assert.Equal("flood/f1/1", Assigned(pool));

        pool.Started(starting[2]);
        Assert.Equal(LeaseStep.Bind, pool.LeaseOf("other", "o3").Step);
    }

    [Fact]
    public void Lease_OfOneThatDidNotComeForLong_FindsNothingKept()
    {
        var pool = Flooded();
        pool.Now += FairShares.ExpectedFor;
        pool.LeaseOf("flood", "late");

        pool.Started(pool.Tick()[0]);

        Assert.Equal("flood/late/1", Assigned(pool));
    }

    [Fact]
    public void Lease_ManyAreExpected_AreKeptNoMoreThanTheTarget()
    {
        var pool = Flooded(idle: 2, others: 3);
        var served = new List<string>();
        foreach (var name in pool.Tick()[..4])
        {
            pool.Started(name);
            served.AddRange(pool.Effects.OfType<PoolEffect.Assign>().Select(assign => assign.Lease.Value));
        }

        Assert.Equal(["flood/f1/1", "flood/f2/1"], served);
        Assert.Equal(2, pool.Shelf().Idle);
        var steps = Enumerable.Range(0, 3).Select(i => pool.LeaseOf($"other{i}", "o2").Step).ToList();
        Assert.Equal([LeaseStep.Bind, LeaseStep.Bind, LeaseStep.Wait], steps);
    }

    [Fact]
    public void Tick_OneFloodsWithColdCallers_MakesOneForWhoeverWaits()
    {
        var pool = Pool(1, "other");
        pool.Fill();
        Assert.Equal(LeaseStep.Bind, pool.LeaseOf("other", "o1").Step);
        FloodCold(pool);
        pool.LeaseOf("other", "o2");
        var starting = pool.Tick();
        var served = new List<string>();
        foreach (var name in starting)
        {
            pool.Started(name);
            served.AddRange(pool.Effects.OfType<PoolEffect.Assign>().Select(assign => assign.Lease.Value));
        }

        Assert.Contains("other/o2/1", served);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    public void Tick_OneFloodsWithColdCallersBesideAReserve_MakesOneForWhoeverMayCome(int idle, int reserved)
    {
        var pool = new PoolUnderTest(
            new PoolLimits(), FairWaitingTests.Organizations(("flood", 100, 0), ("other", 100, 0), ("reserved", 100, reserved)), PoolUnderTest.Template("python", idle));
        pool.Fill();
        Assert.Equal(LeaseStep.Bind, pool.LeaseOf("other", "o1").Step);
        FloodCold(pool);
        var starting = pool.Tick();
        pool.Started(starting[0]);
        pool.Started(Assert.Single(pool.Tick()));

        Assert.Equal(LeaseStep.Bind, pool.LeaseOf("other", "o2").Step);
    }

    [Fact]
    public void Wait_OnlyColdOnesCreationsAreOnTheirWay_IsServedByWhatWasKept()
    {
        var pool = Flooded();
        pool.LeaseOf("flood", "cold", WhenEmpty.Cold);
        var starting = pool.Tick();
        pool.Started(starting[^1]);
        foreach (var other in starting[1..^1])
        {
            pool.Failed(other);
        }

        pool.Tick();

        Assert.Contains(new LeaseId("flood/f1/1"), pool.Effects.OfType<PoolEffect.Assign>().Select(assign => assign.Lease));
    }

    [Fact]
    public void Tick_OnePlaceInFlight_IsForColdOnesAndForOthersByTurns()
    {
        var pool = new PoolUnderTest(new PoolLimits { MaxStarting = 1 }, FairWaitingTests.Organizations(("flood", 100, 0), ("other", 100, 0)), PoolUnderTest.Template("python", 0));
        for (var i = 0; i < 4; i++)
        {
            pool.LeaseOf("flood", $"f{i}", WhenEmpty.Cold);
            pool.LeaseOf("other", $"o{i}");
        }

        var served = new List<string>();
        while (served.Count < 4)
        {
            pool.Started(Assert.Single(pool.Tick()));
            served.Add(Assigned(pool)[..1]);
        }

        Assert.Equal(["f", "o", "f", "o"], served);
    }

    private static void FloodCold(PoolUnderTest pool)
    {
        for (var i = 0; i < 20; i++)
        {
            pool.LeaseOf("flood", $"f{i}", WhenEmpty.Cold);
        }
    }

    /// <summary>The others had one each, the flood has the rest, and four more of its callers wait.</summary>
    private static PoolUnderTest Flooded(int idle = 2, int others = 1)
    {
        var names = Enumerable.Range(0, others).Select(i => others == 1 ? "other" : $"other{i}").ToArray();
        var pool = Pool(Math.Max(idle, others), names);
        pool.Fill();
        foreach (var name in names)
        {
            Assert.Equal(LeaseStep.Bind, pool.LeaseOf(name, "o1").Step);
        }

        while (pool.LeaseOf("flood", $"had{pool.Shelf().Bound}", WhenEmpty.Fail).Step == LeaseStep.Bind)
        {
            // It takes what there is.
        }

        pool.Pool.Obey(new() { Version = 1, Shelves = new Dictionary<string, ShelfOrders> { [NodeOrders.ShelfName(Scopes.Shared, "python")] = new() { MinIdle = idle, MaxIdle = idle } } }, pool.Now, pool.Effects);
        for (var i = 1; i <= 4; i++)
        {
            Assert.Equal(LeaseStep.Wait, pool.LeaseOf("flood", $"f{i}").Step);
        }

        return pool;
    }

    private static PoolUnderTest Pool(int idle, params string[] others) => new(
        new PoolLimits(), FairWaitingTests.Organizations([("flood", 100, 0), .. others.Select(other => (other, 100, 0))]), PoolUnderTest.Template("python", idle));

    private static string Assigned(PoolUnderTest pool) => Assert.Single(pool.Effects.OfType<PoolEffect.Assign>()).Lease.Value;
}
