namespace Sandboxes.Simulation;

/// <summary>What exactly is run: a seed, and what of it is left out.</summary>
internal sealed record Scenario(ulong Seed)
{
    /// <summary>Null: every fault that is drawn.</summary>
    public IReadOnlySet<Injection>? Only { get; init; }

    /// <summary>In <see cref="Without"/>: nobody puts templates.</summary>
    public const int Deployer = 1_000;

    /// <summary>In <see cref="Without"/>: nobody gives orders.</summary>
    public const int Operator = 1_001;

    /// <summary>Sessions that have no client, and <see cref="Deployer"/> and <see cref="Operator"/>.</summary>
    public IReadOnlySet<int> Without { get; init; } = new HashSet<int>();

    public Planted Planted { get; init; }

    /// <summary>Steps after which it ends unjudged.</summary>
    public long MostSteps { get; init; } = long.MaxValue;

    public bool Tells { get; init; }
}
