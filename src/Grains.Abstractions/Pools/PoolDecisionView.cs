namespace Sandboxes.Abstractions;

/// <summary>
/// What a pool decided for one shelf, and from what: valid from <see cref="At"/> until the next one of the shelf. A new one begins when the target or what holds the shelf back changes; how many were started and
/// retired meanwhile is counted in it.
/// </summary>
[GenerateSerializer, Immutable]
public sealed record PoolDecisionView
{
    /// <summary>The most that a pool remembers of one shelf; the oldest goes.</summary>
    public const int MostOfAShelf = 64;

    [Id(0)] public required DateTimeOffset At { get; init; }
    [Id(1)] public required string Node { get; init; }
    [Id(2)] public required string Template { get; init; }
    [Id(3)] public required string Scope { get; init; }

    /// <summary>How many are to be idle.</summary>
    [Id(4)] public required int Target { get; init; }

    /// <summary>What the target comes from: forecast, min-idle, schedule, max-idle, max-total, node-memory, node-cpu, node-count or silence.</summary>
    [Id(5)] public required string Bound { get; init; }

    /// <summary>What is done about it: enough, creating, held-by-breaker, ... (the planner's words).</summary>
    [Id(6)] public required string Action { get; init; }
    [Id(7)] public required int Idle { get; init; }
    [Id(8)] public required int Starting { get; init; }
    [Id(9)] public required int Leased { get; init; }
    [Id(10)] public required int Waiting { get; init; }

    /// <summary>Creations and retirements that it has led to so far.</summary>
    [Id(11)] public required int Started { get; init; }
    [Id(12)] public required int Retired { get; init; }

    /// <summary>The forecast that it was made with; of the one that is valid the forecast of now.</summary>
    [Id(13)] public required ForecastView Forecast { get; init; }
}

/// <summary>How demand was seen when a decision was made.</summary>
[GenerateSerializer, Immutable]
public sealed record ForecastView
{
    /// <summary>Arrivals a second, as they will be when what is started now is ready.</summary>
    [Id(0)] public required double ArrivalsPerSecond { get; init; }

    /// <summary>How long a creation takes, in seconds.</summary>
    [Id(1)] public required double RefillSeconds { get; init; }

    /// <summary>Sandboxes that are expected to be on their way at any moment.</summary>
    [Id(2)] public required double Expected { get; init; }

    /// <summary>By how many standard deviations more is kept, from what forecasts were wrong by.</summary>
    [Id(3)] public required double Deviations { get; init; }

    /// <summary>What this time of the day needed on the days before.</summary>
    [Id(4)] public required int NeededThisTimeOfDay { get; init; }

    /// <summary>What a schedule asks for.</summary>
    [Id(5)] public required int Scheduled { get; init; }

    /// <summary>What the forecast comes to, before any limit.</summary>
    [Id(6)] public required int Needed { get; init; }
}
