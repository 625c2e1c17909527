namespace Sandboxes.Grains;

/// <summary>
/// By how much the arrivals of the past exceeded what was forecast, in standard deviations of a Poisson process: a histogram over arrivals (not over time: a shelf that is empty when nobody comes misses nobody) that
/// forgets. Its quantile makes no assumption about the kind of process, so bursts raise it and calm lowers it: what conformal prediction does.
/// </summary>
internal sealed class Surprises
{
    /// <summary>What counts of the past, in arrivals: enough to tell one in a hundred, few enough to forget a bad hour.</summary>
    public const double Memory = 500;

    private const int Buckets = 224;
    private const double Width = 0.125;
    private const double Lowest = -4;
    private readonly double[] _weights = new double[Buckets];
    private double _total;
    private double _weight = 1;

    public void Add(double deviations)
    {
        _weight *= Memory / (Memory - 1);
        Add(BucketOf(deviations), _weight);
        if (_weight > 1e9)
        {
            Rescale();
        }
    }

    /// <summary>What was exceeded by no more than this part of the arrivals, in standard deviations; the upper edge of the bucket, so that it errs to more.</summary>
    public double Quantile(double missProbability) => UpperEdge(Math.Max(0, Tail.Below(_weights, _total * missProbability)));

    private void Add(int bucket, double weight)
    {
        _weights[bucket] += weight;
        _total += weight;
    }

    /// <summary>Even up to 12 deviations, from there on each a twentieth wider than the one before, up to about 1,500.</summary>
    private static int BucketOf(double deviations)
    {
        var even = (int)Math.Floor((deviations - Lowest) / Width);
        return even < 128 ? Math.Max(0, even) : Math.Min(Buckets - 1, 128 + (int)(Math.Log(deviations / 12) / Math.Log(1.05)));
    }

    private static double UpperEdge(int bucket) => bucket < 128 ? Lowest + ((bucket + 1) * Width) : 12 * Math.Pow(1.05, bucket - 127);

    private void Rescale()
    {
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            _weights[bucket] /= _weight;
        }

        (_total, _weight) = (_total / _weight, 1);
    }
}
