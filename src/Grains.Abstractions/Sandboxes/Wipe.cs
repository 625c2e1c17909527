namespace Sandboxes.Abstractions;

/// <summary>How the wipe of a sandbox ended.</summary>
public enum WipeOutcome
{
    /// <summary>It is as on its first day, and nobody's.</summary>
    Proved,

    /// <summary>It is not, and ends.</summary>
    NotProved,

    /// <summary>Not known: it does not answer, or this lease's wipe is not the one that goes on.</summary>
    Unknown,
}

/// <summary>The classes of what can be left behind in a sandbox.</summary>
public enum TraceKind { Process, Mount, File, Room, Socket, SystemV, MessageQueue, Inheritance, Environment, Agent, Kernel, Unseen }

/// <summary>Something that was not as on the first day.</summary>
[GenerateSerializer, Immutable]
public sealed record Trace([property: Id(0)] TraceKind Kind, [property: Id(1)] string Subject, [property: Id(2)] string Detail)
{
    public override string ToString() => $"{Kind} {Subject}: {Detail}";
}

/// <summary>What a wipe came to, and what was found where it was not proved; not all of it where that is much.</summary>
[GenerateSerializer, Immutable]
public sealed record WipeReport([property: Id(0)] WipeOutcome Outcome, [property: Id(1)] IReadOnlyList<Trace> Found)
{
    public static WipeReport Unknown { get; } = new(WipeOutcome.Unknown, []);
}
