namespace Sandboxes.Grains;

/// <summary>
/// How long the silences between two arrivals were, as a histogram by powers of two that forgets. A silence is long when all but a hundredth of them were shorter; what happens rarely keeps something idle for as long as it
/// is likely to come again, and what has stopped does not.
/// </summary>
internal struct Silences
{
    /// <summary>No silence is long before, and every one is after.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(2), Longest = TimeSpan.FromHours(4);

    private const double Memory = 100;
    private const double Part = 0.01;
    private const int Buckets = 15;
    private double[]? _weights;
    private double _total;
    private TimeSpan? _last;

    /// <summary>Null: nobody came yet.</summary>
    public readonly TimeSpan? Since(TimeSpan now) => now - _last;

    public void Arrived(TimeSpan now)
    {
        if (_last is { } last)
        {
            Add(now - last);
        }

        _last = now;
    }

    /// <summary>A silence that is longer than this is long.</summary>
    public readonly TimeSpan Long()
    {
        if (_weights is null)
        {
            return Shortest;
        }

        // A quarter more than the bucket's end: silences scatter.
        var bucket = Math.Max(0, Tail.Below(_weights, _total * Part));
        var end = TimeSpan.FromSeconds(1.25 * Math.Pow(2, bucket));
        return end < Shortest ? Shortest : end > Longest ? Longest : end;
    }

    private void Add(TimeSpan silence)
    {
        _weights ??= new double[Buckets];
        for (var i = 0; i < Buckets; i++)
        {
            _weights[i] *= 1 - (1 / Memory);
        }

        _weights[Math.Clamp((int)Math.Ceiling(Math.Log2(Math.Max(1, silence.TotalSeconds))), 0, Buckets - 1)]++;
        _total = (_total * (1 - (1 / Memory))) + 1;
    }
}
