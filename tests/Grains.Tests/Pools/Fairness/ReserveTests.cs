using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

public sealed class ReserveTests
{
    [Fact]
    public void Lease_TheLastOnes_AreForThoseWhoseReserveTheyAre()
    {
        var pool = Reserved(idle: 3, reserve: 2);
        Assert.Equal(LeaseStep.Bind, pool.LeaseOf("b", "b1").Step);
        Assert.Equal(RefusalCode.PoolEmpty, pool.LeaseOf("b", "b2", WhenEmpty.Fail).Refusal?.Code);
        Assert.Equal(LeaseStep.Bind, pool.LeaseOf("a", "a1").Step);
        Assert.Equal(LeaseStep.Bind, pool.LeaseOf("a", "a2").Step);
    }

    [Fact]
    public void Lease_BeyondItsOwnReserve_IsAsAnyOther()
    {
        var pool = Reserved(idle: 2, reserve: 1);
        Assert.Equal([LeaseStep.Bind, LeaseStep.Bind, LeaseStep.Wait], Enumerable.Range(1, 3).Select(i => pool.LeaseOf("a", $"a{i}").Step));
    }

    [Fact]
    public void Wait_UntilMoreThanTheReserveIsIdle_IsServedByTheRefill()
    {
        var pool = Reserved(idle: 2, reserve: 2);
        Assert.Equal(LeaseStep.Wait, pool.LeaseOf("b", "b1").Step);
        var started = Assert.Single(pool.Tick());
        pool.Started(started);
        Assert.Equal(new LeaseId("b/b1/1"), Assert.Single(pool.Effects.OfType<PoolEffect.Assign>()).Lease);
        Assert.Equal(2, pool.Shelf().Idle);
    }

    [Fact]
    public void Wait_AReserveIsUsedByAColdOne_WhatWasKeptIsGivenAtTheNextTick()
    {
        var pool = Reserved(idle: 1, reserve: 1);
        pool.LeaseOf("b", "b1");
        pool.Pool.Bound(new("x/x/1"), new("a", "x"), "s1", LatchResult.Ok, pool.Effects);
        pool.Listed(TimeSpan.Zero, "f1");
        pool.Answered("f1", new() { Lease = new("a/other/1") });
        pool.Tick();
        Assert.Equal(new LeaseId("b/b1/1"), Assert.Single(pool.Effects.OfType<PoolEffect.Assign>()).Lease);
    }

    [Fact]
    public void Target_WhereReservesAreMoreThanMinIdle_IsTheReserves()
    {
        var pool = Reserved(idle: 1, reserve: 3);
        Assert.Equal((3, 3, 3), (pool.Shelf().Target, pool.Shelf().Idle, pool.Shelf().Reserved));
    }

    [Fact]
    public void Target_ReservesAreMoreThanMaxTotal_IsWhatThereIsRoomFor()
    {
        var pool = Reserved(idle: 1, reserve: 3, maxTotal: 2);
        Assert.Equal((2, 2, 3), (pool.Shelf().Target, pool.Shelf().Idle, pool.Shelf().Reserved));
    }

    [Fact]
    public void Reserve_OfAShelfThatIsNotKeptWarm_IsNone()
    {
        var pool = Reserved(idle: 0, reserve: 3);
        Assert.Equal((0, 0), (pool.Shelf().Target, pool.Shelf().Idle));
    }

    [Fact]
    public void Held_EndsAndIsReplaced_TheReserveIsKeptAgain()
    {
        var pool = Reserved(idle: 1, reserve: 1);
        var taken = pool.LeaseOf("a", "a1").Sandbox!;
        Assert.Equal(0, pool.Shelf().Reserved);
        pool.Pool.Gone(taken, pool.Now, pool.Effects);
        pool.Fill();
        Assert.Equal((1, LeaseStep.Wait, LeaseStep.Bind), (pool.Shelf().Reserved, pool.LeaseOf("b", "b1").Step, pool.LeaseOf("a", "a2").Step));
    }

    private static PoolUnderTest Reserved(int idle, int reserve, int maxTotal = 100)
    {
        var pool = new PoolUnderTest(new PoolLimits(), FairWaitingTests.Organizations(("a", 100, reserve), ("b", 100, 0)), PoolUnderTest.Template("python", idle, maxTotal));
        pool.Fill();
        return pool;
    }
}
