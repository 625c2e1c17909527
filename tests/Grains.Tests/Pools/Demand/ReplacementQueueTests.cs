using CsCheck;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools.Demand;

public sealed class ReplacementQueueTests
{
    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(2);
    private readonly ReplacementQueue _queue = new();

    [Fact]
    public void Count_WhileReplacementsAreMade_IsAsManyAsWereTaken()
    {
        _queue.Add(At(0), Refill, 8);
        _queue.Add(At(1), Refill, 8);

        Assert.Equal((2, 1, 0), (_queue.CountAt(At(1.5)), _queue.CountAt(At(2)), _queue.CountAt(At(3))));
    }

    [Fact]
    public void Add_MoreThanAreMadeAtATime_WaitForTheirTurn()
    {
        for (var taken = 0; taken < 3; taken++)
        {
            _queue.Add(At(0), Refill, 1);
        }

        Assert.Equal((3, 2, 1, 0), (_queue.CountAt(At(1)), _queue.CountAt(At(2)), _queue.CountAt(At(5)), _queue.CountAt(At(6))));
    }

    [Fact]
    public void Add_BeyondTheMost_CountsNoMore()
    {
        for (var taken = 0; taken < ReplacementQueue.Most + 10; taken++)
        {
            _queue.Add(At(0), Refill, 1);
        }

        Assert.Equal(ReplacementQueue.Most, _queue.CountAt(At(0)));
    }

    /// <summary>What the queue is for: a shelf that is replaced one for one is empty for an arrival exactly when as many are being replaced as it holds.</summary>
    [Fact]
    public void Count_AtAnArrival_IsWhatAShelfWouldHaveToExceed() =>
        Gen.Select(Gen.Int[0, 1_000].Array[1, 60], Gen.Int[1, 4], Gen.Int[1, 6]).Sample((gaps, slots, size) =>
        {
            var queue = new ReplacementQueue();
            var (now, held) = (TimeSpan.Zero, new List<TimeSpan>());
            foreach (var gap in gaps)
            {
                now += TimeSpan.FromMilliseconds(gap);
                if (queue.CountAt(now) < size != IsServed(held, now, size))
                {
                    return false;
                }

                queue.Add(now, Refill, slots);
                held.Add(Ready(held, now, slots));
            }

            return true;
        });

    private static bool IsServed(List<TimeSpan> ready, TimeSpan now, int size) => size - ready.Count(at => at > now) > 0;

    private static TimeSpan Ready(List<TimeSpan> ready, TimeSpan now, int slots)
    {
        var begins = ready.Count >= slots ? ready[^slots] : TimeSpan.Zero;
        return (begins > now ? begins : now) + Refill;
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
