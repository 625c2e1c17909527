namespace Sandboxes.Grains;

/// <summary>Settings of the pools; section "Pool".</summary>
public sealed class PoolOptions
{
    /// <summary>The most sandboxes on one node; the node's own capacity counts where it is smaller. 1 to 100,000. Default: 1,000.</summary>
    public int Capacity { get; set; } = 1_000;

    /// <summary>
    /// Creations in flight on a node to refill shelves. 1 to 256. Default: half of this machine's processors, at least 1, so that a lease
    /// beside a refill still finds a processor that is free.
    /// </summary>
    public int MaxRefilling { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// Creations in flight in the whole cluster to refill shelves. It is divided evenly between the nodes that are there, and each may have at least one. 0 (no such limit) to 100,000. Default: 0.
    /// </summary>
    public int MaxRefillingInCluster { get; set; }

    /// <summary>
    /// A creation that takes longer, in seconds, gives its place in <see cref="MaxRefilling"/> and <see cref="MaxStarting"/> back, so that a template that hangs does not hold up the others; its own shelf
    /// makes no more while as many are in flight. In all at most twice <see cref="MaxStarting"/> are. 1 to 600. Default: 5.
    /// </summary>
    public int SlowStartSeconds { get; set; } = 5;

    /// <summary>Creations in flight on a node while callers wait for them; at least <see cref="MaxRefilling"/>. 1 to 256. Default: 8, or as many as processors where there are more.</summary>
    public int MaxStarting { get; set; } = Math.Max(8, Environment.ProcessorCount);

    /// <summary>Callers that wait on a node; the next is turned away at once. 0 to 100,000. Default: 1,000.</summary>
    public int MaxWaiting { get; set; } = 1_000;

    /// <summary>
    /// Callers of one organization that wait on a node; its next is turned away at once, and others' are not. 1 to 100,000. Default: half of <see cref="MaxWaiting"/>, or all of it where there is one organization only.
    /// </summary>
    public int? MaxWaitingPerOrganization { get; set; }

    /// <summary>How long a refill holds back after a lease, in milliseconds, while at least half of the target is idle. 0 to 1,000. Default: 20; 250 on Kubernetes.</summary>
    public int YieldToLeasesMs { get; set; } = 20;

    /// <summary>
    /// The largest age of an idle sandbox, in seconds. An older one is replaced, one at a time on each shelf and its replacement first, and given only where none is younger. On Kubernetes a part of the pod's own deadline.
    /// 60 to 604,800. Default: 3,600.
    /// </summary>
    public int MaxIdleAgeSeconds { get; set; } = 3_600;

    /// <summary><see cref="MaxIdleAgeSeconds"/> as a span.</summary>
    public TimeSpan MaxIdleAge => TimeSpan.FromSeconds(MaxIdleAgeSeconds);

    /// <summary>How many idle sandboxes of a shelf a rollout replaces at a time; as many more than the target, and than maxTotal, may be there. 1 to 100. Default: 2.</summary>
    public int RolloutSurge { get; set; } = 2;

    /// <summary>Creations of a new revision that fail in a row, on one shelf, before it is given up. 1 to 20. Default: 3.</summary>
    public int RolloutFailures { get; set; } = 3;

    internal PoolLimits Limits() => new()
    {
        Capacity = Capacity,
        MaxRefilling = MaxRefilling,
        MaxStarting = MaxStarting,
        MaxWaiting = MaxWaiting,
        MaxWaitingPerOrganization = MaxWaitingPerOrganization,
        SlowStart = TimeSpan.FromSeconds(SlowStartSeconds),
        MaxRefillingInCluster = MaxRefillingInCluster,
        YieldToLeases = TimeSpan.FromMilliseconds(YieldToLeasesMs),
        MaxIdleAge = MaxIdleAge,
        RolloutSurge = RolloutSurge,
        RolloutFailures = RolloutFailures,
    };

    /// <summary>What is wrong with these settings, a sentence each.</summary>
    public IEnumerable<string> Errors()
    {
        if (Capacity is < 1 or > 100_000)
        {
            yield return $"Pool:Capacity is {Capacity}; it must be 1 to 100,000.";
        }

        if (MaxRefilling is < 1 or > 256)
        {
            yield return $"Pool:MaxRefilling is {MaxRefilling}; it must be 1 to 256.";
        }

        if (MaxStarting > 256 || MaxStarting < MaxRefilling)
        {
            yield return $"Pool:MaxStarting is {MaxStarting}; it must be at least Pool:MaxRefilling ({MaxRefilling}) and at most 256.";
        }

        if (MaxWaiting is < 0 or > 100_000)
        {
            yield return $"Pool:MaxWaiting is {MaxWaiting}; it must be 0 to 100,000.";
        }

        if (MaxWaitingPerOrganization is < 1 or > 100_000)
        {
            yield return $"Pool:MaxWaitingPerOrganization is {MaxWaitingPerOrganization}; it must be 1 to 100,000.";
        }

        if (SlowStartSeconds is < 1 or > 600)
        {
            yield return $"Pool:SlowStartSeconds is {SlowStartSeconds}; it must be 1 to 600.";
        }

        if (MaxRefillingInCluster is < 0 or > 100_000)
        {
            yield return $"Pool:MaxRefillingInCluster is {MaxRefillingInCluster}; it must be 0 to 100,000.";
        }

        if (YieldToLeasesMs is < 0 or > 1_000)
        {
            yield return $"Pool:YieldToLeasesMs is {YieldToLeasesMs}; it must be 0 to 1,000.";
        }

        if (RolloutSurge is < 1 or > 100 || RolloutFailures is < 1 or > 20)
        {
            yield return $"Pool:RolloutSurge is {RolloutSurge} and Pool:RolloutFailures is {RolloutFailures}; they must be 1 to 100 and 1 to 20.";
        }

        if (MaxIdleAgeSeconds is < 60 or > 604_800)
        {
            yield return $"Pool:MaxIdleAgeSeconds is {MaxIdleAgeSeconds}; it must be 60 to 604,800.";
        }
    }
}
