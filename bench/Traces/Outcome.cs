namespace Sandboxes.Bench.Traces;

/// <summary>What a policy did with a trace.</summary>
public sealed record Outcome
{
    public required string Policy { get; init; }
    public required int Arrivals { get; init; }

    /// <summary>Served at once by one that stood idle.</summary>
    public required int Hits { get; init; }

    /// <summary>How long every caller waited, in seconds; zero for a hit.</summary>
    public required IReadOnlyList<double> Waits { get; init; }

    /// <summary>The integral of the number of idle sandboxes over the trace.</summary>
    public required double IdleSeconds { get; init; }

    /// <summary>For the plot: the time, the number idle and the target.</summary>
    public IReadOnlyList<(TimeSpan At, int Idle, int Target)> Levels { get; init; } = [];

    public double HitRate => Arrivals == 0 ? 1 : Hits / (double)Arrivals;

    public double WaitP99 => Waits.Count == 0 ? 0 : Waits.Order().ElementAt((int)Math.Min(Waits.Count - 1, Math.Ceiling(Waits.Count * 0.99) - 1));
}
