namespace Sandboxes.Grains;

/// <summary>What decided a target.</summary>
public enum TargetBound
{
    /// <summary>The forecast, and no limit.</summary>
    Forecast,

    /// <summary>The template's <c>minIdle</c> is more than the forecast.</summary>
    MinIdle,

    /// <summary>A schedule that is in force asks for more than the forecast.</summary>
    Schedule,

    /// <summary>The template's <c>maxIdle</c> is less than the forecast.</summary>
    MaxIdle,

    /// <summary>The template's <c>maxTotal</c>, less what is bound.</summary>
    MaxTotal,

    /// <summary>The node takes fewer sandboxes than all its shelves ask for.</summary>
    NodeCount,

    /// <summary>The node has less memory than all its shelves ask for.</summary>
    NodeMemory,

    /// <summary>The node has fewer processors than all its shelves ask for.</summary>
    NodeCpu,

    /// <summary>Nobody has come for long.</summary>
    Silence,
}

/// <summary>How many are to be idle, between what is allowed.</summary>
public readonly record struct IdleTarget(int Count, TargetBound Bound)
{
    /// <summary>What is wanted of a shelf whatever its demand.</summary>
    /// <param name="MinIdle">The template's.</param>
    /// <param name="MaxIdle">The template's; not more than <paramref name="MinIdle"/> makes the target a fixed one.</param>
    /// <param name="Scheduled">What a schedule asks for now; zero where none does. It may exceed <paramref name="MaxIdle"/>.</param>
    /// <param name="Room">What <c>maxTotal</c> leaves beside what is bound.</param>
    public readonly record struct Bounds(int MinIdle, int MaxIdle, int Scheduled, int Room);

    public static IdleTarget Of(in DemandForecast forecast, in Bounds bounds)
    {
        var demand = forecast is { IsSilent: true, NeededThisTimeOfDay: 0 } ? new IdleTarget(0, TargetBound.Silence) : new(forecast.Needed, TargetBound.Forecast);
        return demand.AtMost(bounds.MaxIdle, TargetBound.MaxIdle)
            .AtLeast(bounds.MinIdle, TargetBound.MinIdle)
            .AtLeast(bounds.Scheduled, TargetBound.Schedule)
            .AtMost(bounds.Room, TargetBound.MaxTotal);
    }

    public IdleTarget AtMost(int most, TargetBound bound) => Count > most ? new(Math.Max(0, most), bound) : this;

    private IdleTarget AtLeast(int least, TargetBound bound) => Count < least ? new(least, bound) : this;
}
