namespace Sandboxes.Simulation;

/// <summary>What exactly is run: a seed, and what of it is left out.</summary>
internal sealed record Scenario(ulong Seed)
{
    /// <summary>Null: every fault that is drawn.</summary>
    public IReadOnlySet<Injection>? Only { get; init; }

    /// <summary>Sessions that have no client. </summary>
    public IReadOnlySet<int> Without { get; init; } = new HashSet<int>();

    public Planted Planted { get; init; }

    /// <summary>Steps after which it ends unjudged.</summary>
    public long MostSteps { get; init; } = long.MaxValue;

    public bool Tells { get; init; }
}
