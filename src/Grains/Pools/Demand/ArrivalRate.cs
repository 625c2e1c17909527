namespace Sandboxes.Grains;

/// <summary>
/// How many arrive in a second: level and trend, from two counts that forget exponentially, one fast and one three times as slow (Holt's two smoothings, in continuous time, so that nothing has to be done while
/// nobody comes). The slow one is the level unless the fast one is above it by more than chance explains; then the difference is a trend that goes on for as long as the fast one lags and a refill takes.
/// </summary>
internal struct ArrivalRate
{
    /// <summary>Standard deviations by which the fast count must exceed the slow one to be believed.</summary>
    private const double Believed = 2;

    private static readonly TimeSpan ShortestMemory = TimeSpan.FromSeconds(10);
    private const double Slower = 3;

    private double _fast;
    private double _slow;
    private double _seen;
    private TimeSpan _at;
    private TimeSpan _since;

    public void Arrived(TimeSpan now, TimeSpan refill)
    {
        Forget(now, refill);
        _fast++;
        _slow++;
    }

    /// <summary>Arrivals a second, as they will be when what is started now is ready.</summary>
    public double Expected(TimeSpan now, TimeSpan refill)
    {
        Forget(now, refill);
        var memory = Memory(refill).TotalSeconds;
        var fast = PerSecond(_fast, memory);
        var slow = PerSecond(_slow, Slower * memory);
        if (fast - slow <= Believed * Math.Sqrt(Math.Max(slow, 1 / memory) / (2 * memory)))
        {
            return slow;
        }

        var trend = (fast - slow) / ((Slower - 1) * memory);
        return fast + (trend * (memory + refill.TotalSeconds));
    }

    /// <summary>A count is of the time that it has seen, which in the beginning is less than its memory.</summary>
    private readonly double PerSecond(double count, double memory) =>
        _seen <= 0 ? 0 : count / (memory * (1 - Math.Exp(-Math.Max(_seen, 1) / memory)));

    private void Forget(TimeSpan now, TimeSpan refill)
    {
        if (_seen == 0)
        {
            (_at, _since, _seen) = (now, now, double.Epsilon);
        }

        var passed = (now - _at).TotalSeconds;
        if (passed <= 0)
        {
            return;
        }

        var memory = Memory(refill).TotalSeconds;
        _fast *= Math.Exp(-passed / memory);
        _slow *= Math.Exp(-passed / (Slower * memory));
        (_at, _seen) = (now, (now - _since).TotalSeconds);
    }

    /// <summary>What comes during a refill is told from a dozen times as much time.</summary>
    private static TimeSpan Memory(TimeSpan refill) => refill * 4 > ShortestMemory ? refill * 4 : ShortestMemory;
}
