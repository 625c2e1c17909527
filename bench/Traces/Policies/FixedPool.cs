namespace Sandboxes.Bench.Traces;

/// <summary>Fixed pools to compare with.</summary>
public static class FixedPool
{
    private const int Most = 200;

    /// <summary>The smallest that hits as often.</summary>
    public static Outcome AsGoodAs(Trace trace, double hitRate) => Smallest(trace, outcome => outcome.HitRate >= hitRate);

    /// <summary>The largest that costs no more, or one.</summary>
    public static Outcome AsCostly(Trace trace, double idleSeconds)
    {
        var tooMuch = Smallest(trace, outcome => outcome.IdleSeconds > idleSeconds, out var size);
        return size == 1 ? tooMuch : PoolPolicy.Fixed(trace, size - 1);
    }

    private static Outcome Smallest(Trace trace, Func<Outcome, bool> suffices) => Smallest(trace, suffices, out _);

    private static Outcome Smallest(Trace trace, Func<Outcome, bool> suffices, out int size)
    {
        var (low, high) = (1, Most);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = suffices(PoolPolicy.Fixed(trace, middle)) ? (low, middle) : (middle + 1, high);
        }

        size = low;
        return PoolPolicy.Fixed(trace, low);
    }
}
