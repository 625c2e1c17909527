namespace Sandboxes.Agent.Protocol;

/// <summary>What can be left behind in a sandbox; the classes of a difference.</summary>
public enum TraceKind : byte
{
    /// <summary>A process that is neither the agent, nor a kernel, nor the manager's bridge.</summary>
    Process,

    /// <summary>A line of the table of mounts.</summary>
    Mount,

    /// <summary>Something in a writable tree: what it is, whose, its mode, size, times, attributes.</summary>
    File,

    /// <summary>Room that is taken in a tree in memory, by a file that has no name any more too.</summary>
    Room,

    /// <summary>A socket that listens, has a name, or is a connection over a network.</summary>
    Socket,

    /// <summary>Shared memory, semaphores and message queues of System V.</summary>
    SystemV,

    /// <summary>A message queue of POSIX.</summary>
    MessageQueue,

    /// <summary>What every program inherits from the agent: limits, umask, priority, processors, masks, capabilities.</summary>
    Inheritance,

    /// <summary>A variable that programs are given.</summary>
    Environment,

    /// <summary>What the agent itself keeps for a lease: executions, open files.</summary>
    Agent,

    /// <summary>An interpreter, which must be another process than the one that ran the lease's code.</summary>
    Kernel,

    /// <summary>Something could not be looked at, or there was more than can be.</summary>
    Unseen,
}

/// <summary>One thing that is so in a sandbox.</summary>
public readonly record struct Fact(TraceKind Kind, string Subject, string Value);

/// <summary>One thing that is not as it was on the first day.</summary>
public readonly record struct Difference(TraceKind Kind, string Subject, string Detail)
{
    public override string ToString() => $"{Kind} {Subject}: {Detail}";
}
