using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

/// <summary>Creations that the runtime refuses because an organization may have no more.</summary>
public sealed class QuotaTests
{
    [Fact]
    public void Cold_QuotaIsFull_IsToldSoAndSoIsTheNextUntilItIsTriedAgain()
    {
        var pool = new PoolUnderTest(default(PoolLimits), PoolUnderTest.Template("python", 0));
        pool.Lease("a", WhenEmpty.Cold);
        pool.Failed(Assert.Single(pool.Tick()), "pods=7 of 7", EndReason.Quota);
        var refusal = Assert.Single(pool.Effects.OfType<PoolEffect.Refuse>()).Refusal;
        Assert.Equal((RefusalCode.QuotaExceeded, 1), (refusal.Code, refusal.RetryAfterSeconds));
        Assert.Contains("pods=7 of 7", refusal.Detail);
        Assert.Equal(RefusalCode.QuotaExceeded, pool.Lease("b", WhenEmpty.Cold).Refusal!.Code);
        pool.Now += Breaker.FirstBackoff;
        Assert.Equal(LeaseStep.Wait, pool.Lease("b", WhenEmpty.Cold).Step);
    }

    [Fact]
    public void Wait_QuotaIsFull_GoesOnAndIsToldSoWhenTheTimeIsOver()
    {
        var pool = new PoolUnderTest(default(PoolLimits), PoolUnderTest.Template("python", 0));
        pool.Lease("a", wait: 2);
        pool.Failed(Assert.Single(pool.Tick()), "full", EndReason.Quota);
        Assert.Empty(pool.Effects.OfType<PoolEffect.Refuse>());
        pool.Tick();
        Assert.Equal("The quota is full; the next attempt is in 1.0 s. Last failure: full", pool.Shelf().LastDecision);
        pool.Now += TimeSpan.FromSeconds(2);
        pool.Tick();
        var refusal = Assert.Single(pool.Effects.OfType<PoolEffect.Refuse>()).Refusal;
        Assert.Equal((RefusalCode.QuotaExceeded, 1), (refusal.Code, refusal.Position));
    }

    [Fact]
    public void Wait_QuotaHasRoomAgain_IsServed()
    {
        var pool = new PoolUnderTest(default(PoolLimits), PoolUnderTest.Template("python", 0));
        pool.Lease("a");
        pool.Failed(Assert.Single(pool.Tick()), "full", EndReason.Quota);
        pool.Now += Breaker.FirstBackoff;
        pool.Started(Assert.Single(pool.Tick()));
        Assert.Equal(new LeaseId("a"), Assert.Single(pool.Effects.OfType<PoolEffect.Assign>()).Lease);
        pool.Lease("b", wait: 0.1);
        pool.Now += TimeSpan.FromSeconds(1);
        pool.Tick();
        Assert.Equal(RefusalCode.WaitTimeout, Assert.Single(pool.Effects.OfType<PoolEffect.Refuse>()).Refusal.Code);
    }
}
