using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

public sealed class WholeQueueTests
{
    /// <summary>More organizations than halves of the queue: none of them is at its own limit.</summary>
    [Fact]
    public void QueueFull_OfAllTogether_TurnsAwayWhoeverComesNext()
    {
        var pool = new PoolUnderTest(new PoolLimits { MaxWaiting = 2 }, FairWaitingTests.Organizations(("a", 100, 0), ("b", 100, 0), ("c", 100, 0)));
        Assert.Equal((LeaseStep.Wait, LeaseStep.Wait), (pool.LeaseOf("a", "a1").Step, pool.LeaseOf("b", "b1").Step));
        Assert.Equal((RefusalCode.QueueFull, null), pool.LeaseOf("c", "c1").Refusal is { } refusal ? (refusal.Code, refusal.Limit) : default);
    }
}
