using System.Globalization;

namespace Sandboxes.Bench;

/// <summary>One line of the table: what was measured, what was to be reached, and what the same costs cold.</summary>
internal sealed record Row
{
    public required string Measure { get; init; }
    public required string Reach { get; init; }
    public required string Measured { get; init; }
    public string P99 { get; init; } = "";
    public string Samples { get; init; } = "";
    public required string Cold { get; init; }
    public string Ratio { get; init; } = "";

    /// <summary>Null where the figure is shown without a reach of its own.</summary>
    public bool? Reached { get; init; }

    public static Row Failed(string measure, string why)
    {
        Console.Error.WriteLine($"{measure}: {why}");
        return new() { Measure = measure, Reach = "", Measured = $"failed: {why.Split('\n')[0]}", Cold = "", Reached = false };
    }

    public static string Ms(double milliseconds) =>
        milliseconds.ToString(milliseconds < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " ms";

    public static string Times(double factor) => factor.ToString(factor < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " x";

    public static string Number(double value) => value.ToString(value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>A row whose figures are a latency beside its cold alternative's.</summary>
    public static Row Of(string measure, string reach, Latency warm, Latency cold, string alternative, bool? reached) => new()
    {
        Measure = measure,
        Reach = reach,
        Measured = Ms(warm.P50),
        P99 = Ms(warm.P99),
        Samples = $"{warm.Count}",
        Cold = $"{alternative}: {Ms(cold.P50)}, p99 {Ms(cold.P99)}",
        Ratio = Times(cold.P50 / warm.P50),
        Reached = reached,
    };
}
