using Orleans.Concurrency;

namespace Sandboxes.Abstractions;

public partial interface INodePoolGrain
{
    /// <summary>Follows the orders, unless it follows later ones already. Idempotent.</summary>
    [AlwaysInterleave]
    ValueTask Obey(NodeOrders orders);

    /// <summary>Where in the queue the caller with that lease is; null where he does not wait here.</summary>
    [AlwaysInterleave]
    ValueTask<WaitingPlace?> PlaceOf(LeaseId lease);

    /// <summary>Sandboxes in the order of their names after <paramref name="after"/>, at most <paramref name="most"/> (1 to 1,000).</summary>
    [AlwaysInterleave]
    ValueTask<IReadOnlyList<SandboxView>> Sandboxes(string? template, string? after, int most);

    /// <summary>Destroys a sandbox whatever its state; the session of one that is bound ends with the reason operator. Null: there is none of that name. Idempotent for as long as it is remembered.</summary>
    [AlwaysInterleave]
    ValueTask<SandboxView?> Destroy(string sandbox, string? reason);

    /// <summary>Replaces an idle sandbox by a fresh one, its replacement first where one is needed; one that is bound is never used again after its lease. Null: there is none of that name. Idempotent.</summary>
    [AlwaysInterleave]
    ValueTask<SandboxView?> Recycle(string sandbox);
}

/// <summary>A place in a queue. <paramref name="Position"/> is 1 for the next; <paramref name="EstimateSeconds"/> is how long it will take, null where nothing is known.</summary>
[GenerateSerializer, Immutable]
public sealed record WaitingPlace([property: Id(0)] int Position, [property: Id(1)] double? EstimateSeconds);

/// <summary>A sandbox as operators see it.</summary>
[GenerateSerializer, Immutable]
public sealed record SandboxView
{
    [Id(0)] public required SandboxId Id { get; init; }

    /// <summary>Null where it was made from something that is not there any more.</summary>
    [Id(1)] public string? Template { get; init; }
    [Id(2)] public string? Scope { get; init; }

    /// <summary>found, starting, idle, binding, bound, wiping or ending.</summary>
    [Id(3)] public required string Phase { get; init; }

    /// <summary>Since it stood ready, or since the pool first knew of it.</summary>
    [Id(4)] public TimeSpan Age { get; init; }

    /// <summary>Leases that it had.</summary>
    [Id(5)] public int Uses { get; init; }

    /// <summary>Whose lease holds it.</summary>
    [Id(6)] public SessionId? Session { get; init; }

    /// <summary>An operator wants it replaced.</summary>
    [Id(7)] public bool Recycling { get; init; }
}
