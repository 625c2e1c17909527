namespace Sandboxes.Grains;

/// <summary>What was forecast, so that an arrival is compared with what was known when a sandbox for it would have had to be started. Asked with times that do not go back.</summary>
internal sealed class Forecasts
{
    /// <summary>The most that are kept; with one each second the longest refill time that is looked back for.</summary>
    private const int Most = 120;

    private readonly Queue<(TimeSpan At, double Expected)> _later = new();
    private double _current;

    public void Add(TimeSpan now, double expected)
    {
        _later.Enqueue((now, expected));
        if (_later.Count > Most)
        {
            _current = _later.Dequeue().Expected;
        }
    }

    /// <summary>The newest that was made by then.</summary>
    public double At(TimeSpan then)
    {
        while (_later.TryPeek(out var next) && next.At <= then)
        {
            _current = _later.Dequeue().Expected;
        }

        return _current;
    }
}
