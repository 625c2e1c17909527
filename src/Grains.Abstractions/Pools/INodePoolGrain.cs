using Orleans.Concurrency;

namespace Sandboxes.Abstractions;

/// <summary>
/// The idle sandboxes of one node, shelf by shelf. Keyed by node. Calls interleave because none of them waits for anything but a latch: all
/// rules are applied to memory in one synchronous step, and the latch of the sandbox has the last word.
/// </summary>
[Alias("node-pool")]
public partial interface INodePoolGrain : IGrainWithStringKey
{
    /// <summary>Binds an idle sandbox to the lease, or waits for one, as the request says. Repeating it with the same lease answers the same sandbox.
    /// Neither a value nor a refusal: whether a sandbox was bound to the lease is unknown, so the lease must not be used again.</summary>
    [AlwaysInterleave, ResponseTimeout("00:01:30")]
    ValueTask<Outcome<Leased>> Lease(LeaseRequest request, CancellationToken cancellation);

    /// <summary>A sandbox is gone, and why. Idempotent.</summary>
    [AlwaysInterleave, OneWay]
    ValueTask Observe(SandboxId sandbox, EndReason reason, string? detail);

    /// <summary>The lease of a sandbox ended in order, and it has begun to wipe itself. Idempotent.</summary>
    [AlwaysInterleave, OneWay]
    ValueTask Wiping(SandboxId sandbox, LeaseId lease);

    /// <summary>Those leases that their sandbox has outlived as far as the pool knows: it was wiped, and stands idle or is another lease's. Its agent has the last word.</summary>
    [AlwaysInterleave]
    ValueTask<IReadOnlyList<StoredLease>> Outlived(IReadOnlyList<StoredLease> leases);

    /// <summary>Levels of every shelf, for operators.</summary>
    [AlwaysInterleave]
    ValueTask<IReadOnlyList<PoolView>> Describe();

    /// <summary>What was decided for every shelf lately, and from what; the latest of each first.</summary>
    [AlwaysInterleave]
    ValueTask<IReadOnlyList<PoolDecisionView>> Decisions();

    /// <summary>Begins to keep the pool warm, if it does not yet.</summary>
    [AlwaysInterleave]
    ValueTask Activate();

    /// <summary>Hands out nothing any more, turns away who waits, and ends every sandbox with the reason drained. Returns when none of its own is left.</summary>
    [AlwaysInterleave]
    ValueTask Drain();

    /// <summary>Hands out nothing any more and turns away who waits, and ends nothing: the sandboxes outlive this silo, and whoever comes after it finds them.</summary>
    [AlwaysInterleave]
    ValueTask HandOver();
}

[GenerateSerializer, Immutable]
public sealed record LeaseRequest
{
    [Id(0)] public required LeaseId Lease { get; init; }
    [Id(1)] public required SessionId Session { get; init; }
    [Id(2)] public required string Template { get; init; }
    [Id(3)] public int MinRevision { get; init; }
    [Id(4)] public WhenEmpty WhenEmpty { get; init; }
    [Id(5)] public TimeSpan Wait { get; init; }
    [Id(6)] public TimeSpan TimeToConfirm { get; init; }

    /// <summary>Whose shelf it is taken from; never from another's.</summary>
    [Id(7)] public string Scope { get; init; } = Scopes.Shared;

    /// <summary>The revision that is served as the session's silo knows it: a pool that has not heard of it yet lets the caller wait rather than hand out an older one.</summary>
    [Id(9)] public int ServedRevision { get; init; }
}

/// <summary>A sandbox that is bound to the lease and waits for its confirmation.</summary>
[GenerateSerializer, Immutable]
public sealed record Leased(
    [property: Id(0)] SandboxId Sandbox,
    [property: Id(1)] int Revision,
    [property: Id(2)] ServedFrom From,
    [property: Id(3)] double WaitMs,
    [property: Id(4)] double BindMs);

/// <summary>A shelf as operators see it.</summary>
[GenerateSerializer, Immutable]
public sealed record PoolView
{
    [Id(0)] public required string Node { get; init; }
    [Id(1)] public required string Template { get; init; }
    [Id(2)] public required string Scope { get; init; }
    [Id(3)] public int Idle { get; init; }
    [Id(4)] public int Starting { get; init; }
    [Id(5)] public int Bound { get; init; }
    [Id(6)] public int Wiping { get; init; }
    [Id(7)] public int Failing { get; init; }
    [Id(8)] public int Target { get; init; }
    [Id(9)] public int Waiting { get; init; }

    /// <summary>closed, open or half-open.</summary>
    [Id(10)] public string Breaker { get; init; } = "closed";
    [Id(11)] public string? LastDecision { get; init; }

    /// <summary>Idle ones that the forecast asks for, before any limit.</summary>
    [Id(12)] public int Needed { get; init; }

    /// <summary>Arrivals a second that are expected.</summary>
    [Id(13)] public double ArrivalsPerSecond { get; init; }

    /// <summary>The newest revision that the pool knows of.</summary>
    [Id(15)] public int Revision { get; init; } = 1;

    /// <summary>Found, starting and idle ones of other revisions than those that are made now: they are being replaced.</summary>
    [Id(16)] public int Stale { get; init; }

    /// <summary>How far the newest revision is on this shelf; null where none is rolled out.</summary>
    [Id(17)] public RolloutState? Rollout { get; init; }

    /// <summary>Why the newest revision failed here.</summary>
    [Id(18)] public string? RolloutReason { get; init; }

    /// <summary>Why an operator paused its refill; null where it is not paused.</summary>
    [Id(19)] public string? Paused { get; init; }

    /// <summary>What an operator ordered in place of the template's minIdle and maxIdle, until it is cleared.</summary>
    [Id(20)] public int? MinIdleOrdered { get; init; }
    [Id(21)] public int? MaxIdleOrdered { get; init; }

    /// <summary>Idle ones that are kept for organizations with a reserve.</summary>
    [Id(22)] public int Reserved { get; init; }
}
