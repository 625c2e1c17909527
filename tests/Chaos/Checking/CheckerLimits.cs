namespace Sandboxes.Chaos.Checking;

/// <summary>How exact the clocks and promises are that a history is held against. Milliseconds.</summary>
internal sealed record CheckerLimits
{
    /// <summary>A session may end by its idle timeout or lifetime this much before it is due by the calls' times. Default: 1,000.</summary>
    public double Early { get; init; } = 1_000;

    /// <summary>A node's sessions end with node-lost only after it was away for this long. Default: 9,000, the product's Session:NodeLostSeconds.</summary>
    public double NodeLost { get; init; } = 9_000;

    /// <summary>How long after a node came back its sessions may still be found ended for its absence: the decision and the row take time. Default: 5,000.</summary>
    public double NodeLostLag { get; init; } = 5_000;

    /// <summary>Faults this near to one another are one absence: what one did is still being mended when the next comes. Default: 2,000.</summary>
    public double Mending { get; init; } = 2_000;

    /// <summary>How long an ended session is surely remembered. Default: 600,000.</summary>
    public double Remembered { get; init; } = 600_000;

    /// <summary>
    /// A silo that was cut off or frozen has been voted out, and does not know it until it reads the membership table, which it does every five seconds once it can. Until then it may answer a
    /// look at a session out of its memory. Default: 15,000.
    /// </summary>
    public double Stale { get; init; } = 15_000;

    /// <summary>A silo that was cut off or frozen for less was not voted out. Default: 2,000, the two probes of a second each that it must have missed.</summary>
    public double Evicting { get; init; } = 2_000;
}
