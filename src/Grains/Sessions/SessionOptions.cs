namespace Sandboxes.Grains;

/// <summary>Settings of the sessions; section "Session".</summary>
public sealed class SessionOptions
{
    /// <summary>How long a bound sandbox waits for its confirmation, in seconds. 1 to 300. Default: 30.</summary>
    public int TimeToConfirmSeconds { get; set; } = 30;

    /// <summary>
    /// How long a node may be away before its sessions end as lost, in seconds, counted from when a silo noticed. Long enough for the node's silo to be started
    /// again. 1 to 600. Default: 9.
    /// </summary>
    public int NodeLostSeconds { get; set; } = 9;

    /// <summary>How long an ended session is remembered, in seconds. 0 to 604,800. Default: 3,600.</summary>
    public int RememberSeconds { get; set; } = 3_600;

    /// <summary>Ended sessions that are remembered at most; the oldest are forgotten first. 0 to 10,000,000. Default: 100,000.</summary>
    public int MaxRemembered { get; set; } = 100_000;

    /// <summary>What is wrong with these settings, a sentence each.</summary>
    public IEnumerable<string> Errors()
    {
        if (TimeToConfirmSeconds is < 1 or > 300)
        {
            yield return $"Session:TimeToConfirmSeconds is {TimeToConfirmSeconds}; it must be 1 to 300.";
        }

        if (NodeLostSeconds is < 1 or > 600)
        {
            yield return $"Session:NodeLostSeconds is {NodeLostSeconds}; it must be 1 to 600.";
        }

        if (RememberSeconds is < 0 or > 604_800)
        {
            yield return $"Session:RememberSeconds is {RememberSeconds}; it must be 0 to 604,800.";
        }

        if (MaxRemembered is < 0 or > 10_000_000)
        {
            yield return $"Session:MaxRemembered is {MaxRemembered}; it must be 0 to 10,000,000.";
        }
    }
}
