using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What is stored of a session. Immutable, so that storage in memory may share it.</summary>
[GenerateSerializer, Immutable]
public sealed record SessionRow
{
    /// <summary>Zero where the session was never opened.</summary>
    [Id(0)] public long Incarnation { get; init; }
    [Id(1)] public string Template { get; init; } = "";
    [Id(2)] public int Revision { get; init; }
    [Id(3)] public LeaseId Lease { get; init; }
    [Id(4)] public SandboxId Sandbox { get; init; }
    [Id(5)] public DateTimeOffset CreatedAt { get; init; }
    [Id(6)] public DateTimeOffset ExpiresAt { get; init; }
    [Id(7)] public TimeSpan IdleTimeout { get; init; }
    [Id(8)] public TimeSpan MaxLifetime { get; init; }

    /// <summary>The last activity that the session itself saw; the agent knows of later ones.</summary>
    [Id(9)] public DateTimeOffset ActiveAt { get; init; }
    [Id(10)] public IReadOnlyDictionary<string, string>? Metadata { get; init; }
    [Id(11)] public Served? Served { get; init; }
    [Id(12)] public SessionEnd? Ended { get; init; }
    [Id(13)] public string? Warning { get; init; }

    public bool Exists => Incarnation != 0;

    public bool IsActive => Exists && Ended is null;

    public SessionView View(SessionId id) => new()
    {
        Id = id,
        Incarnation = Incarnation,
        Template = Template,
        Revision = Revision,
        State = Ended is null ? SessionState.Active : SessionState.Closed,
        Sandbox = Sandbox,
        CreatedAt = CreatedAt,
        ExpiresAt = ExpiresAt,
        IdleExpiresAt = ActiveAt + IdleTimeout,
        Metadata = Metadata,
        Served = Served,
        Ended = Ended,
        Warning = Warning,
    };
}
