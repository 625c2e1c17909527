namespace Sandboxes.Grains;

public sealed partial class Pool
{
    /// <summary>How often targets are looked at again.</summary>
    public static readonly TimeSpan TargetEvery = TimeSpan.FromSeconds(1);

    private TimeSpan? _nextTargets;
    private IdleTarget[] _targets = [];
    private int[] _floors = [];

    /// <summary>What clocks on walls showed at the time zero of this pool. Its own times never jump; this one may.</summary>
    public DateTimeOffset Epoch { get; set; } = DateTimeOffset.UnixEpoch;

    private void Retarget(TimeSpan now)
    {
        if (now < _nextTargets)
        {
            return;
        }

        _nextTargets = now + TargetEvery;
        if (_targets.Length != _shelves.Count)
        {
            (_targets, _floors) = (new IdleTarget[_shelves.Count], new int[_shelves.Count]);
        }

        var (index, room) = (0, Limits.Capacity);
        foreach (var shelf in _shelves.Values)
        {
            var taken = shelf.Bound + shelf.Ending;
            _floors[index] = shelf.Target.Least;
            _targets[index++] = shelf.Target.Wanted(now, Epoch + now, Limits.MaxRefilling, taken);
            room -= taken;
        }

        NodeShare.Divide(_targets, _floors, room);
        index = 0;
        foreach (var shelf in _shelves.Values)
        {
            shelf.Target.Settle(_targets[index++], now);
        }
    }
}
