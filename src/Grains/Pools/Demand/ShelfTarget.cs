using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>How many of one shelf are to be idle, and why.</summary>
internal sealed class ShelfTarget(TemplateSpec template)
{
    private Schedules _schedules = new(template.Schedules);
    private Demand? _demand;
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

    /// <summary>Other amounts hold from the next look at the target on. The demand that was seen counts on, unless another part of the arrivals may miss.</summary>
    public void Follow(TemplateSpec next)
    {
        _demand = next.MissProbability.Equals(template.MissProbability) ? _demand : null;
        (template, _schedules) = (next, new(next.Schedules));
    }

    /// <summary>Somebody asks for one. Whoever asks again with the same lease is the same.</summary>
    public void Arrived(LeaseId lease, TimeSpan now, DateTimeOffset wall, int slots)
    {
        if (lease != _last)
        {
            _last = lease;
            (_demand ??= new(template.MissProbability)).Arrived(now, wall, slots);
        }
    }

    public void Started(TimeSpan took) => (_demand ??= new(template.MissProbability)).Started(took);

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
