namespace Sandboxes.Grains;

/// <summary>How long a creation takes, from those that were seen: their mean and twice their mean deviation, each forgetting a tenth with every new one.</summary>
internal struct RefillTime
{
    private const double Forgotten = 0.1;

    /// <summary>Before the first was seen.</summary>
    private static readonly TimeSpan Unknown = TimeSpan.FromSeconds(1);

    private double _mean;
    private double _deviation;
    private bool _seen;

    public readonly TimeSpan Expected => _seen ? TimeSpan.FromSeconds(_mean + (2 * _deviation)) : Unknown;

    public void Took(TimeSpan time)
    {
        var seconds = time.TotalSeconds;
        if (!_seen)
        {
            (_mean, _seen) = (seconds, true);
            return;
        }

        _deviation += Forgotten * (Math.Abs(seconds - _mean) - _deviation);
        _mean += Forgotten * (seconds - _mean);
    }
}
