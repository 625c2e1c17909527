using System.Diagnostics;
using HdrHistogram;

namespace Sandboxes.Bench;

/// <summary>Durations, kept to three digits from a microsecond to ten minutes.</summary>
internal sealed class Latency
{
    private const long HighestNs = 600_000_000_000;
    private const double NsPerMs = 1_000_000;
    private readonly LongHistogram _histogram = new(HighestNs, 3);

    public long Count => _histogram.TotalCount;
    public double P50 => At(50);
    public double P99 => At(99);

    /// <summary>Milliseconds at a percentile.</summary>
    public double At(double percentile) => _histogram.GetValueAtPercentile(percentile) / NsPerMs;

    public void Add(TimeSpan taken) => _histogram.RecordValue(Math.Clamp((long)taken.TotalNanoseconds, 1, HighestNs));

    public void AddSince(long timestamp) => Add(Stopwatch.GetElapsedTime(timestamp));

    public void Add(Latency other) => _histogram.Add(other._histogram);

    public void Time(Action act)
    {
        var start = Stopwatch.GetTimestamp();
        act();
        AddSince(start);
    }
}
