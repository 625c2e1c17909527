using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>How many of one shelf are to be idle, and why.</summary>
internal sealed class ShelfTarget(TemplateSpec template)
{
    private Schedules _schedules = new(template.Schedules);
    private Demand? _demand;
    private DayProfile? _days;
    private Holding _holding;
    private LeaseId? _last;

    /// <summary>What an operator ordered in place of the template's <c>minIdle</c> and <c>maxIdle</c>.</summary>
    public (int? MinIdle, int? MaxIdle) Ordered { get; set; }

    /// <summary>The fewest that are to be idle, whatever the demand.</summary>
    public int Least => Math.Min(Ordered.MinIdle ?? template.MinIdle, Ordered.MaxIdle ?? int.MaxValue);

    private int Most => Math.Max(Least, Ordered.MaxIdle ?? template.MaxIdle);

    private bool IsFixed => template.Schedules.Count == 0 && Most <= Least;

    public IdleTarget Current { get; private set; } = new(template.MinIdle, TargetBound.MinIdle);
    public DemandForecast Forecast { get; private set; }
    public int Scheduled { get; private set; }

    /// <summary>Idle ones beyond these are retired.</summary>
    public int MostIdle { get; private set; } = Math.Max(template.MinIdle, template.MaxIdle);

    /// <summary>With at least so many idle a refill may hold back for leases. What the forecast needs is not put off; a fixed target that nobody explained is taken to be twice what is needed.</summary>
    public int Comfortable => IsFixed ? (Current.Count + 1) / 2 : Math.Min(Current.Count, Math.Max(Forecast.Needed, (Current.Count + 1) / 2));

    /// <summary>Other amounts hold from the next look at the target on. The demand that was seen counts on, unless another part of the arrivals may miss; what the times of day needed does in any case.</summary>
    public void Follow(TemplateSpec next)
    {
        _demand = next.MissProbability.Equals(template.MissProbability) || _days is null ? _demand : new(next.MissProbability, _days);
        (template, _schedules) = (next, new(next.Schedules));
    }

    /// <summary>Somebody asks for one. Whoever asks again with the same lease is the same.</summary>
    public void Arrived(LeaseId lease, TimeSpan now, DateTimeOffset wall, int slots)
    {
        if (lease != _last)
        {
            _last = lease;
            Seen().Arrived(now, wall, slots);
        }
    }

    public void Started(TimeSpan took) => Seen().Started(took);

    /// <summary>What an earlier activation knew of the times of day.</summary>
    public void Recall(byte[] days)
    {
        Seen();
        _days!.Recall(days);
    }

    /// <summary>What is known of the times of day, for the next activation, and what it comes to; null where nothing was ever needed.</summary>
    public (byte[] Days, float Total)? Remember(DateTimeOffset wall) => _days is { } days && days.Encode(wall, template.MissProbability) is var encoded && days.Total > 0 ? (encoded, days.Total) : null;

    /// <summary>What it asks for, before the node's room is divided.</summary>
    public IdleTarget Wanted(TimeSpan now, DateTimeOffset wall, int slots, int bound)
    {
        Forecast = _demand?.Forecast(now, wall, slots, Most) ?? new() { IsSilent = true };
        Scheduled = _schedules.At(wall, Ahead(slots));
        return IdleTarget.Of(Forecast, new(Least, Most, Scheduled, template.MaxTotal - bound));
    }

    public void Settle(IdleTarget target, TimeSpan now)
    {
        Current = target;
        MostIdle = IsFixed ? Most : Math.Min(Ordered.MaxIdle ?? int.MaxValue, _holding.Highest(target.Count, now));
    }

    private Demand Seen() => _demand ??= new(template.MissProbability, _days ??= new());

    public ForecastView View() => new()
    {
        ArrivalsPerSecond = Forecast.ArrivalsPerSecond,
        RefillSeconds = Forecast.RefillTime.TotalSeconds,
        Expected = Forecast.Expected,
        Deviations = Forecast.Deviations,
        NeededThisTimeOfDay = Forecast.NeededThisTimeOfDay,
        Scheduled = Scheduled,
        Needed = Forecast.Needed,
    };

    /// <summary>How long before a schedule begins its sandboxes are started, so that they stand when it does.</summary>
    private TimeSpan Ahead(int slots)
    {
        var most = template.Schedules.Count == 0 ? 0 : template.Schedules.Max(schedule => schedule.MinIdle);
        return Forecast.RefillTime * Math.Ceiling(most / (double)slots);
    }
}
