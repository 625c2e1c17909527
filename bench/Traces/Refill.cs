namespace Sandboxes.Bench.Traces;

/// <summary>How sandboxes come to be: what a pod on a small cluster takes, and as many at a time as the defaults there let a node make.</summary>
public static class Refill
{
    public const int AtATime = 8;
    private static readonly TimeSpan Mean = TimeSpan.FromSeconds(2.5);

    /// <summary>A fifth more or less.</summary>
    public static TimeSpan Draw(Random random) => Mean * (0.8 + (0.4 * random.NextDouble()));
}
