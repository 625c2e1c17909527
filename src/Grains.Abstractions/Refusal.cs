namespace Sandboxes.Abstractions;

/// <summary>Why something expected was not done. The closed set behind the HTTP error table.</summary>
public enum RefusalCode
{
    UnknownTemplate,
    RevisionNotAvailable,
    PoolEmpty,
    WaitTimeout,
    QueueFull,
    NodeUnavailable,
    SessionConflict,
    SessionNotFound,
    SessionEnded,
    LifetimeTooLong,
    StartFailed,
    StorageUnavailable,

    ExecutionNotFound,
    TooManyExecutions,
    UnknownLanguage,
    LimitUnsupported,
    CommandNotFound,
    CwdNotFound,
    StdinClosed,
    ExecutionEnded,

    PathInvalid,
    FileNotFound,
    NotAFile,
    NotADirectory,
    DirectoryNotEmpty,
    FileBusy,
    WorkspaceFull,
    TooManyOpenFiles,

    QuotaExceeded,

    TemplateChanged,
    TooManyTemplates,
    TemplateRefused,
}

/// <summary>An expected "no": a code, a sentence that says what to do, and what the code needs.</summary>
[GenerateSerializer, Immutable]
public sealed record Refusal([property: Id(0)] RefusalCode Code, [property: Id(1)] string Detail)
{
    /// <summary>Seconds after which trying again makes sense; null where it never does.</summary>
    [Id(2)] public int? RetryAfterSeconds { get; init; }

    /// <summary>The field or limit that is meant, by its name in the HTTP contract.</summary>
    [Id(3)] public string? Field { get; init; }

    /// <summary>What would have been accepted.</summary>
    [Id(4)] public string[]? Allowed { get; init; }

    /// <summary>The caller's place in the queue when it gave up or was turned away.</summary>
    [Id(5)] public int? Position { get; init; }

    /// <summary>Why the session ended, for <see cref="RefusalCode.SessionEnded"/>.</summary>
    [Id(6)] public SessionEnd? Ended { get; init; }

    /// <summary>Seconds until a caller at <see cref="Position"/> would be served, by how fast others were; null where nothing is known.</summary>
    [Id(10)] public double? EstimateSeconds { get; init; }

    /// <summary>The limit that was reached.</summary>
    [Id(11)] public long? Limit { get; init; }
}

/// <summary>A value or the reason why there is none.</summary>
[GenerateSerializer, Immutable]
public readonly record struct Outcome<T>([property: Id(0)] T? Value, [property: Id(1)] Refusal? Refusal) where T : class
{
    public static implicit operator Outcome<T>(T value) => new(value, null);
    public static implicit operator Outcome<T>(Refusal refusal) => new(null, refusal);
}
