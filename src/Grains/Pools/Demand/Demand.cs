namespace Sandboxes.Grains;

/// <summary>What a shelf's demand looks like at one moment, and how many have to be idle for it.</summary>
public readonly record struct DemandForecast
{
    /// <summary>Arrivals a second, as they will be when what is started now is ready.</summary>
    public double ArrivalsPerSecond { get; init; }

    /// <summary>How long a creation takes.</summary>
    public TimeSpan RefillTime { get; init; }

    /// <summary>How many are expected to be on their way at any moment: arrivals during one refill time.</summary>
    public double Expected { get; init; }

    /// <summary>By how many of its standard deviations a Poisson process's expectation was exceeded, at the accepted probability of a miss.</summary>
    public double Deviations { get; init; }

    /// <summary>What this time of the day needed on the days before.</summary>
    public int NeededThisTimeOfDay { get; init; }

    /// <summary>Idle sandboxes that are needed.</summary>
    public int Needed { get; init; }

    /// <summary>Nobody has come for longer than all but a hundredth of the silences that were seen.</summary>
    public bool IsSilent { get; init; }
}

/// <summary>
/// Forecasts how many idle sandboxes a shelf needs, from its arrivals. The forecast is the mean (level and trend) plus what it was wrong by in the past, at the accepted probability of a miss, or what the time of day needed
/// on the days before, whichever is more.
/// </summary>
internal sealed class Demand(double missProbability, DayProfile days)
{
    /// <summary>What a time of the day needs is started this much before, besides the time that starting it takes.</summary>
    private static readonly TimeSpan Earlier = TimeSpan.FromSeconds(30);

    /// <summary>Before so many arrivals the past says too little, and no less is kept than for a Poisson process.</summary>
    private const int Enough = 100;

    private readonly ReplacementQueue _replacing = new();
    private readonly Surprises _surprises = new();
    private readonly Forecasts _forecasts = new();
    private ArrivalRate _rate;
    private RefillTime _refill;
    private Silences _silences;
    private int _seen;
    private int _needed;
    private AcceptedMisses _accepted = new(missProbability);

    public void Arrived(TimeSpan now, DateTimeOffset wall, int slots)
    {
        _seen = Math.Min(_seen + 1, Enough);
        var found = _replacing.CountAt(now);
        _accepted.Saw(found >= _needed);
        var expected = _forecasts.At(now - _refill.Expected);
        _surprises.Add((found - expected) / Deviation(expected));
        days.Arrived(wall, found, missProbability);
        _silences.Arrived(now);
        _rate.Arrived(now, _refill.Expected);
        _replacing.Add(now, _refill.Expected, slots);
    }

    public void Started(TimeSpan took) => _refill.Took(took);

    /// <param name="now">The pool's time.</param>
    /// <param name="wall">What clocks on walls show then.</param>
    /// <param name="slots">Creations at a time.</param>
    /// <param name="most">The most that can be asked for; how long it takes to start them is how far one looks ahead.</param>
    public DemandForecast Forecast(TimeSpan now, DateTimeOffset wall, int slots, int most)
    {
        var refill = _refill.Expected;
        var rate = _rate.Expected(now, refill);
        var expected = rate * refill.TotalSeconds;
        _forecasts.Add(now, expected);
        var deviations = _surprises.Quantile(_accepted.Probability);
        var today = Math.Max(0, (int)Math.Floor(expected + (deviations * Deviation(expected))) + 1);
        today = _seen < Enough ? Math.Max(today, Poisson.Quantile(expected, missProbability) + 1) : today;
        var thisTime = days.Needed(wall, Earlier + (refill * Math.Ceiling(most / (double)slots)), missProbability);
        var silent = _silences.Since(now) is not { } silence || silence > _silences.Long();
        _needed = Math.Max(silent ? 0 : today, thisTime);
        return new()
        {
            ArrivalsPerSecond = rate,
            RefillTime = refill,
            Expected = expected,
            Deviations = deviations,
            NeededThisTimeOfDay = thisTime,
            Needed = _needed,
            IsSilent = silent,
        };
    }

    /// <summary>Of a Poisson process. Below one expected arrival it stays one: what is surprising then is counted in sandboxes.</summary>
    private static double Deviation(double expected) => Math.Sqrt(Math.Max(1, expected));
}
