namespace Sandboxes.Grains;

public sealed partial class Pool
{
    /// <summary>How often targets are looked at again.</summary>
    public static readonly TimeSpan TargetEvery = TimeSpan.FromSeconds(1);

    private TimeSpan? _nextTargets;
    private ShelfAsk[] _asks = [];

    /// <summary>What clocks on walls showed at the time zero of this pool. Its own times never jump; this one may.</summary>
    public DateTimeOffset Epoch { get; set; } = DateTimeOffset.UnixEpoch;

    private void Retarget(TimeSpan now)
    {
        if (now < _nextTargets)
        {
            return;
        }

        _nextTargets = now + TargetEvery;
        if (_asks.Length != _shelves.Count)
        {
            _asks = new ShelfAsk[_shelves.Count];
        }

        var index = 0;
        foreach (var shelf in _shelves.Values)
        {
            _asks[index++] = shelf.Ask(now, Epoch + now, Limits.MaxRefilling);
        }

        var (count, room) = ForIdle;
        NodeShare.Divide(_asks, count, room);
        index = 0;
        foreach (var shelf in _shelves.Values)
        {
            shelf.Settle(_asks[index++], now);
        }
    }
}
