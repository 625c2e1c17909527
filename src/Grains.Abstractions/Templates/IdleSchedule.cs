namespace Sandboxes.Abstractions;

/// <summary>At certain times at least so many sandboxes are idle on a node, whatever the demand and <c>maxIdle</c> say.</summary>
[GenerateSerializer, Immutable]
public sealed record IdleSchedule
{
    /// <summary>When it begins: five cron fields (minute, hour, day of month, month, day of week).</summary>
    [Id(0)] public string Cron { get; init; } = "";

    /// <summary>The IANA name of the time zone that <see cref="Cron"/> is meant in. Default: UTC.</summary>
    [Id(1)] public string TimeZone { get; init; } = "UTC";

    /// <summary>How many are idle at least. 1 to 10,000.</summary>
    [Id(2)] public int MinIdle { get; init; }

    /// <summary>For how long, in minutes. 1 to 10,080 (a week). Default: 60.</summary>
    [Id(3)] public int Minutes { get; init; } = 60;
}
