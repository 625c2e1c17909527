using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What one node's pool may do at most.</summary>
public sealed record PoolLimits
{
    /// <summary>Sandboxes of all templates together, whatever their state.</summary>
    public int Capacity { get; init; } = 1_000;

    /// <summary>What the limits of all sandboxes may come to, whatever their state.</summary>
    public Resources Room { get; init; } = Resources.Unlimited;

    /// <summary>Creations in flight on the node, when only the shelves ask for them.</summary>
    public int MaxRefilling { get; init; } = 2;

    /// <summary>Creations in flight on the node, when callers wait for them.</summary>
    public int MaxStarting { get; init; } = 8;

    /// <summary>Callers that wait on the node, all templates together.</summary>
    public int MaxWaiting { get; init; } = 1_000;

    /// <summary>Callers of one organization that wait on the node; null: half of <see cref="MaxWaiting"/>, or all where there is one organization only.</summary>
    public int? MaxWaitingPerOrganization { get; init; }

    /// <summary>A creation that takes longer counts no more among those in flight, so that it does not hold up other shelves.</summary>
    public TimeSpan SlowStart { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>As <see cref="MaxRefilling"/>, for all nodes together, which divide it evenly; 0: none.</summary>
    public int MaxRefillingInCluster { get; init; }

    /// <summary>How long a refill holds back after a lease, while at least half of the idle target is there.</summary>
    public TimeSpan YieldToLeases { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a caller with <c>cold</c> waits for its sandbox.</summary>
    public TimeSpan ColdTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Idle ones that are older are replaced, and given only where none is younger.</summary>
    public TimeSpan MaxIdleAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many idle ones a rollout replaces at a time: as many more than the target, and than <c>maxTotal</c>, may be there.</summary>
    public int RolloutSurge { get; init; } = 2;

    /// <summary>Creations of a new revision that fail in a row before the shelf gives it up.</summary>
    public int RolloutFailures { get; init; } = 3;

    /// <summary>An idle sandbox hears a word from its pool at least this often.</summary>
    public TimeSpan TouchEvery { get; init; } = TimeSpan.FromSeconds(60);
}
