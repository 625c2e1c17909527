namespace Sandboxes.Abstractions;

/// <summary>How an execution ended. A closed set.</summary>
public enum Verdict
{
    Ok,
    NonzeroExit,
    Exception,
    Signal,
    WallLimit,
    CpuLimit,
    MemoryLimit,
    OutputLimit,
    ProcessLimit,
    FileLimit,
    Interrupted,
    Cancelled,
    SandboxLost,
}

/// <summary>A cell (<see cref="Language"/> and <see cref="Code"/>) or a process (<see cref="Command"/>); exactly one of the two.</summary>
[GenerateSerializer, Immutable]
public sealed record ExecutionRequest
{
    [Id(0)] public string? Language { get; init; }

    /// <summary>UTF-8 source of a cell.</summary>
    [Id(1)] public byte[]? Code { get; init; }

    /// <summary>The namespace of variables that the cell runs in. Default: "default".</summary>
    [Id(2)] public string Context { get; init; } = "default";
    [Id(3)] public string[]? Command { get; init; }
    [Id(4)] public byte[]? Stdin { get; init; }

    /// <summary>Input stays open after <see cref="Stdin"/>, for <see cref="ISandboxGrain.WriteStdin"/>.</summary>
    [Id(5)] public bool KeepStdinOpen { get; init; }
    [Id(6)] public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>Relative to the workspace. Default: the workspace.</summary>
    [Id(7)] public string? Cwd { get; init; }

    /// <summary>1 to 3,600,000. Default: 10,000.</summary>
    [Id(8)] public int TimeoutMs { get; init; } = 10_000;
    [Id(9)] public ExecutionLimits Limits { get; init; } = ExecutionLimits.None;

    /// <summary>
    /// Chosen by whoever asks, so that starting it can be repeated when the answer was lost: a second start of the same id in the same sandbox answers the
    /// first. Of the form of an id, at most 64 characters. Null: the agent chooses one.
    /// </summary>
    [Id(10)] public string? Id { get; init; }
}

/// <summary>Limits of one execution; null takes the default or the template's.</summary>
[GenerateSerializer, Immutable]
public sealed record ExecutionLimits(
    [property: Id(0)] int? CpuMs,
    [property: Id(1)] long? MemoryBytes,
    [property: Id(2)] int? Processes,
    [property: Id(3)] long? OutputBytes,
    [property: Id(4)] long? FileBytes)
{
    public const long DefaultOutputBytes = 1 << 20;
    public const long MaxOutputBytes = 16 << 20;

    public static ExecutionLimits None { get; } = new(null, null, null, null, null);
}

[GenerateSerializer, Immutable]
public sealed record ExecutionStarted([property: Id(0)] string Id);

public enum ExecutionEventKind { Started, Stdout, Stderr, Result, Warning, Ended }

/// <summary>One event of an execution; ids count up from 1.</summary>
[GenerateSerializer, Immutable]
public sealed record ExecutionEvent
{
    [Id(0)] public required long Id { get; init; }
    [Id(1)] public required ExecutionEventKind Kind { get; init; }

    /// <summary>Bytes of stdout or stderr, or the data of a result.</summary>
    [Id(2)] public byte[]? Data { get; init; }

    /// <summary>Of a result: its MIME type. Of a warning: its sentence.</summary>
    [Id(3)] public string? Text { get; init; }
    [Id(4)] public ExecutionEnd? Ended { get; init; }
}

/// <summary>Events in order, and whether the execution has ended and all of it was delivered.</summary>
[GenerateSerializer, Immutable]
public sealed record ExecutionEvents([property: Id(0)] IReadOnlyList<ExecutionEvent> Events, [property: Id(1)] bool Complete);

[GenerateSerializer, Immutable]
public sealed record ExecutionEnd
{
    [Id(0)] public required Verdict Verdict { get; init; }
    [Id(1)] public int? ExitCode { get; init; }

    /// <summary>The signal's name without SIG.</summary>
    [Id(2)] public string? Signal { get; init; }
    [Id(3)] public bool Truncated { get; init; }

    /// <summary>Bytes that the code wrote, kept or not.</summary>
    [Id(4)] public long StdoutBytes { get; init; }
    [Id(5)] public long StderrBytes { get; init; }
    [Id(6)] public ExecutionError? Error { get; init; }
    [Id(7)] public double WallMs { get; init; }
    [Id(8)] public double CpuMs { get; init; }
    [Id(9)] public long PeakMemoryBytes { get; init; }
}

/// <summary>An exception in a cell.</summary>
[GenerateSerializer, Immutable]
public sealed record ExecutionError([property: Id(0)] string Name, [property: Id(1)] string Message, [property: Id(2)] string[] Traceback);
