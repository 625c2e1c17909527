using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

/// <summary>When a pool looks again.</summary>
public sealed class PoolTickTests
{
    [Fact]
    public void NextTick_OneCreationIsTriedAfterAFailure_IsNotDueBeforeItsOutcome()
    {
        var pool = new PoolUnderTest();
        Array.ForEach(pool.Tick(), name => pool.Failed(name, "disk full"));
        pool.Now += Breaker.LongestBackoff;
        Assert.Single(pool.Tick());
        pool.Now += TimeSpan.FromMilliseconds(1);
        Assert.Empty(pool.Tick());
        Assert.Equal(Pool.TickEvery, pool.Pool.NextTick(pool.Now));
    }
}
