namespace Sandboxes.Bench.Traces;

/// <summary>
/// The hybrid histogram of M. Shahrad et al., "Serverless in the Wild" (USENIX ATC 2020): gaps between arrivals by the minute, up to four hours. What it says is used where it is representative (its buckets' counts vary
/// enough), with a tenth of margin at both ends; else everything is kept for the four hours. The paper's forecast for gaps beyond that is left out: none of the traces has such.
/// </summary>
internal sealed class HybridHistogram
{
    private const int Minutes = 240;
    private const double Representative = 2;
    private const double Margin = 0.1;
    private readonly int[] _gaps = new int[Minutes];
    private int _total;
    private TimeSpan? _last;

    public ReplacePolicy.Window Next(TimeSpan now)
    {
        if (_last is { } last)
        {
            _gaps[Math.Min(Minutes - 1, (int)(now - last).TotalMinutes)]++;
            _total++;
        }

        _last = now;
        return Variation() < Representative
            ? new(TimeSpan.Zero, TimeSpan.FromMinutes(Minutes))
            : new(TimeSpan.FromMinutes(Percentile(0.05) * (1 - Margin)), TimeSpan.FromMinutes((Percentile(0.99) + 1) * (1 + Margin)));
    }

    private double Variation()
    {
        var mean = _total / (double)Minutes;
        return _total < 10 ? 0 : Math.Sqrt(_gaps.Average(count => (count - mean) * (count - mean))) / mean;
    }

    private int Percentile(double part)
    {
        var (minute, sum) = (0, _gaps[0]);
        while (sum < part * _total)
        {
            sum += _gaps[++minute];
        }

        return minute;
    }
}
