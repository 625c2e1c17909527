namespace Sandboxes.Abstractions;

public enum SessionState { Opening, Active, Closed }

/// <summary>Why a session or a sandbox ended. A closed set.</summary>
public enum EndReason
{
    Released,
    Unused,
    IdleTimeout,
    Lifetime,
    OutOfMemory,
    Crashed,
    Evicted,
    NodeLost,
    Drained,
    Quota,
    Operator,
    StartFailed,
}

/// <summary>How a lease was served.</summary>
public enum ServedFrom { Warm, Wait, Cold }

[GenerateSerializer, Immutable]
public sealed record SessionEnd([property: Id(0)] DateTimeOffset At, [property: Id(1)] EndReason Reason, [property: Id(2)] string? Detail);

/// <summary>Where the time of an open went, in milliseconds. The phases sum to the total.</summary>
[GenerateSerializer, Immutable]
public sealed record Served(
    [property: Id(0)] ServedFrom From,
    [property: Id(1)] double RouteMs,
    [property: Id(2)] double WaitMs,
    [property: Id(3)] double BindMs,
    [property: Id(4)] double StoreMs,
    [property: Id(5)] double ConfirmMs)
{
    public double TotalMs => RouteMs + WaitMs + BindMs + StoreMs + ConfirmMs;
}

/// <summary>A session as its owner sees it.</summary>
[GenerateSerializer, Immutable]
public sealed record SessionView
{
    [Id(0)] public required SessionId Id { get; init; }

    /// <summary>Grows for ever, also across forgetting: milliseconds of the clock, or one more than the last known.</summary>
    [Id(1)] public required long Incarnation { get; init; }
    [Id(2)] public required string Template { get; init; }
    [Id(3)] public required int Revision { get; init; }
    [Id(4)] public required SessionState State { get; init; }
    [Id(5)] public required SandboxId? Sandbox { get; init; }
    [Id(6)] public required DateTimeOffset CreatedAt { get; init; }
    [Id(7)] public required DateTimeOffset ExpiresAt { get; init; }
    [Id(8)] public required DateTimeOffset IdleExpiresAt { get; init; }
    [Id(9)] public IReadOnlyDictionary<string, string>? Metadata { get; init; }
    [Id(10)] public Served? Served { get; init; }
    [Id(11)] public SessionEnd? Ended { get; init; }

    /// <summary>What an operator must know of this session, such as that nothing isolates it (ISOLATION=none).</summary>
    [Id(12)] public string? Warning { get; init; }

    /// <summary>Its place in the queue, while it is being opened and waits for a sandbox.</summary>
    [Id(20)] public WaitingPlace? Waiting { get; init; }
}
