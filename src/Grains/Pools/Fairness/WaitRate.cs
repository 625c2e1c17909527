namespace Sandboxes.Grains;

/// <summary>How fast a shelf serves those who wait: the mean time between two who were served one after the other, the latest counting most; before anybody was, the mean time of a start.</summary>
internal sealed class WaitRate
{
    private const double Latest = 0.25;

    private TimeSpan _last;
    private double? _between;
    private double? _start;

    /// <summary>Somebody waits, and nobody did before.</summary>
    public void Began(TimeSpan now) => _last = now;

    public void Served(TimeSpan now)
    {
        _between = Mean(_between, now - _last);
        _last = now;
    }

    public void Started(TimeSpan took) => _start = Mean(_start, took);

    /// <summary>Seconds until the one at a position, from 1, is served; null where nothing is known.</summary>
    public double? Estimate(int position) => _between is { } between ? Round(position * between) : _start is { } start ? Round(position * start) : null;

    private static double Mean(double? before, TimeSpan now) => before is { } mean ? mean + (Latest * (now.TotalSeconds - mean)) : now.TotalSeconds;

    private static double Round(double seconds) => Math.Round(seconds, 3);
}
