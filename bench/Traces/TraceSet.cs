namespace Sandboxes.Bench.Traces;

/// <summary>The traces that the policies are compared on: Poisson processes of which the rate changes, drawn from one seed, so that everybody sees the same.</summary>
public static class TraceSet
{
    private const int Seed = 20_261_127;
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Half an hour of one in two seconds, thrice as many within a minute, a quarter of an hour of that, and back.</summary>
    public static Trace Tripling { get; } = Draw("tripling within a minute", Hours(1.5), at => 0.5 * Steps(at, Minutes(30), Minutes(31), Minutes(46), Minutes(47), 3));

    /// <summary>Three days of those who come to work at seven, are most at one, two in a second, and are gone at seven; at night one in a hundred seconds.</summary>
    public static Trace DayCurve { get; } = Draw("day curve", Hours(72), at => 0.01 + (2 * Math.Pow(Math.Sin(Math.PI * Math.Clamp((at.TotalHours % 24) - 7, 0, 12) / 12), 2)));

    /// <summary>Fifteen days from a Monday on: the school bell from Monday to Friday, and hardly anybody on the weekends.</summary>
    public static Trace QuietWeekends { get; } = Draw("quiet weekends", Hours(24 * 15), at => IsBell(at) && at.Days % 7 < 5 ? 3 : 0.002);

    public static IReadOnlyList<Trace> All { get; } =
    [
        Draw("steady", Hours(2), _ => 1),
        Draw("doubling in ten minutes", Hours(2), at => 0.5 * Steps(at, Minutes(30), Minutes(40), Minutes(80), Minutes(90), 2)),
        Tripling,
        Draw("school bell", Hours(72), at => IsBell(at) ? 3 : 0.01),
        DayCurve,
        QuietWeekends,
        Draw("sparse", Hours(72), _ => 1 / 900.0),
        Draw("on and off", Hours(8), at => at.TotalMinutes % 30 < 10 ? 1 : 0.005),
    ];

    /// <summary>At eight, nine, ... and three, for ten seconds.</summary>
    private static bool IsBell(TimeSpan at) => at is { Hours: >= 8 and <= 15, Minutes: 0, Seconds: < 10 };

    private static double Steps(TimeSpan at, TimeSpan up, TimeSpan high, TimeSpan down, TimeSpan low, double times)
    {
        var part = at < high ? (at - up) / (high - up) : (low - at) / (low - down);
        return 1 + ((times - 1) * Math.Clamp(part, 0, 1));
    }

    /// <summary>By thinning (Lewis and Shedler 1979): candidates at the highest rate, each kept with the part of it that its time has.</summary>
    private static Trace Draw(string name, TimeSpan length, Func<TimeSpan, double> perSecond)
    {
        const double Highest = 3;
        var random = new Random(Seed);
        var arrivals = new List<TimeSpan>();
        for (var at = Gap(random, Highest); at < length; at += Gap(random, Highest))
        {
            if (random.NextDouble() * Highest < perSecond(at))
            {
                arrivals.Add(at);
            }
        }

        return new(name, Monday, length, arrivals);
    }

    private static TimeSpan Gap(Random random, double perSecond) => TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / perSecond);

    private static TimeSpan Hours(double hours) => TimeSpan.FromHours(hours);

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
