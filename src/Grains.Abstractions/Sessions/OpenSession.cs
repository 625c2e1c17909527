namespace Sandboxes.Abstractions;

/// <summary>What to do when no sandbox is idle.</summary>
public enum WhenEmpty { Wait, Fail, Cold }

/// <summary>A request to open a session; nulls take the template's defaults. Ranges are checked by the frontend.</summary>
[GenerateSerializer, Immutable]
public sealed record OpenSession
{
    /// <summary>The template's name; null for the configured default.</summary>
    [Id(0)] public string? Template { get; init; }
    [Id(1)] public int? IdleTimeoutSeconds { get; init; }
    [Id(2)] public int? LifetimeSeconds { get; init; }
    [Id(3)] public WhenEmpty WhenEmpty { get; init; }

    /// <summary>0 to 60. Default: 10.</summary>
    [Id(4)] public double WaitSeconds { get; init; } = 10;
    [Id(5)] public int? MinRevision { get; init; }
    [Id(6)] public IReadOnlyDictionary<string, string>? Env { get; init; }
    [Id(7)] public IReadOnlyList<SessionFile>? Files { get; init; }
    [Id(8)] public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>The same whenever the request is made again because it was not answered; empty where that is never done.</summary>
    [Id(9)] public Guid Request { get; init; }
}

/// <summary>A file to put into the workspace before the session is answered.</summary>
[GenerateSerializer, Immutable]
public sealed record SessionFile([property: Id(0)] string Path, [property: Id(1)] byte[] Content);

[GenerateSerializer, Immutable]
public sealed record RenewSession([property: Id(0)] int? IdleTimeoutSeconds, [property: Id(1)] int? LifetimeSeconds);

/// <summary>An answer to opening: the session, and whether this request opened it, now or when it was made before.</summary>
[GenerateSerializer, Immutable]
public sealed record OpenedSession([property: Id(0)] SessionView Session, [property: Id(1)] bool Created);

/// <summary>Where an active session's sandbox is. Executions and files go to the <see cref="ISandboxGrain"/> of <see cref="Sandbox"/>, which a later incarnation may be given again.</summary>
[GenerateSerializer, Immutable]
public sealed record SessionSandbox([property: Id(0)] SandboxId Sandbox, [property: Id(1)] LeaseId Lease, [property: Id(2)] long Incarnation);
