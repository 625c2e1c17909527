namespace Sandboxes.Grains;

/// <summary>
/// The highest target of the last minute: what is above the present one is retired only when it has been so for that long, because what is destroyed now and made again soon costs more than to keep it.
/// </summary>
internal struct Holding
{
    /// <summary>How long a target is held after it fell; up to a sixth less.</summary>
    public static readonly TimeSpan For = TimeSpan.FromSeconds(60);

    private const int Parts = 6;
    private int[]? _highest;
    private long _part;

    public int Highest(int target, TimeSpan now)
    {
        _highest ??= new int[Parts];
        var part = now.Ticks / (For.Ticks / Parts);
        for (var passed = Math.Min(part - _part, Parts); passed > 0; passed--)
        {
            _highest[(part - passed + 1) % Parts] = 0;
        }

        _part = part;
        _highest[part % Parts] = Math.Max(_highest[part % Parts], target);
        return _highest.Max();
    }
}
