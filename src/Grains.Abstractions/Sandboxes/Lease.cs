namespace Sandboxes.Abstractions;

/// <summary>What the latch answered.</summary>
public enum LatchResult
{
    Ok,

    /// <summary>Another lease bound it first. Final.</summary>
    AlreadyBound,

    /// <summary>The lease does not hold this sandbox.</summary>
    NotBound,

    /// <summary>The sandbox was retired, or its deadline has passed.</summary>
    Gone,

    /// <summary>The agent could not be reached: whether it was done is unknown.</summary>
    Unreachable,
}

/// <summary>What a lease's holder was promised. What crosses the wire is the time that remains, never a date.</summary>
[GenerateSerializer, Immutable]
public sealed record LeaseTerms([property: Id(0)] TimeSpan Lifetime, [property: Id(1)] TimeSpan IdleTimeout)
{
    /// <summary>To confirm for no time ends what was not confirmed, and leaves alone what was.</summary>
    public static LeaseTerms NoTime { get; } = new(TimeSpan.Zero, TimeSpan.Zero);
}

/// <summary>How the creation of a sandbox went.</summary>
[GenerateSerializer, Immutable]
public sealed record StartResult([property: Id(0)] bool Started, [property: Id(1)] string? Detail)
{
    /// <summary>Why it did not start.</summary>
    [Id(2)] public EndReason Reason { get; init; } = EndReason.StartFailed;

    /// <summary>It goes on, and is to be asked about again.</summary>
    [Id(3)] public bool GoesOn { get; init; }
}

/// <summary>What an agent says of itself.</summary>
[GenerateSerializer, Immutable]
public sealed record SandboxStatus
{
    /// <summary>The lease that holds it, or that it is being wiped of; null while idle.</summary>
    [Id(0)] public LeaseId? Lease { get; init; }
    [Id(1)] public bool Confirmed { get; init; }

    /// <summary>Executions that run now. Running code counts as activity.</summary>
    [Id(2)] public int Running { get; init; }

    /// <summary>Time since an execution or a file was last touched, or since the bind.</summary>
    [Id(3)] public TimeSpan SinceActivity { get; init; }

    /// <summary>Whether anything was executed or any file touched since the bind.</summary>
    [Id(4)] public bool Used { get; init; }
    [Id(5)] public TimeSpan Age { get; init; }
    [Id(6)] public int Processes { get; init; }

    /// <summary>Until it ends by itself: abandoned while idle, unconfirmed while bound, at the end of its lifetime when confirmed.</summary>
    [Id(7)] public TimeSpan Remaining { get; init; }

    /// <summary>What the lease's holder was promised last.</summary>
    [Id(8)] public TimeSpan IdleTimeout { get; init; }

    /// <summary>Counts the leases that it is for, from 1; each proved wipe begins the next.</summary>
    [Id(9)] public int Generation { get; init; } = 1;
}
