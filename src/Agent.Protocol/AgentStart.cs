namespace Sandboxes.Agent.Protocol;

/// <summary>
/// What an agent is told when it starts, over an inherited descriptor that it reads to the end and closes: nothing of it is in
/// an argument, an environment or a file.
/// </summary>
public sealed partial record AgentStart
{
    /// <summary>The name of the sandbox; part of both proofs of the handshake.</summary>
    public required string Sandbox { get; init; }

    /// <summary>32 bytes, derived from the cluster key and the sandbox's name.</summary>
    public required byte[] Key { get; init; }

    /// <summary>An idle agent that hears nothing for this long retires itself.</summary>
    public TimeSpan IdleDeadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The only folder that file verbs reach, and where processes start.</summary>
    public required string Workspace { get; init; }

    /// <summary>Interpreters that are started while warming, by language.</summary>
    public IReadOnlyList<KernelStart> Kernels { get; init; } = [];

    /// <summary>The environment of kernels and processes.</summary>
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// An inherited descriptor of the sandbox's cgroup file that counts kills for lack of memory: memory.events (v2) or
    /// memory.oom_control (v1), a line "oom_kill N" in both. -1: memory is not contained, or not counted.
    /// </summary>
    public int OomCounterFd { get; init; } = -1;

    /// <summary>An inherited descriptor of pids.events, a line "max N". -1: not counted.</summary>
    public int PidsCounterFd { get; init; } = -1;

    /// <summary>Process 1 of a pid namespace of its own. Otherwise (ISOLATION=none) it is its programs' subreaper and kills its descendants only.</summary>
    public bool OwnsPidNamespace { get; init; } = true;

    /// <summary>RLIMIT_NPROC of kernels and processes; null leaves it alone (a cgroup counts, or nothing does).</summary>
    public int? ProcessLimit { get; init; }

    /// <summary>An inherited descriptor, open for appending, that the agent writes its journal to (<see cref="JournalLine"/>). -1: it keeps none.</summary>
    public int JournalFd { get; init; } = -1;

    /// <summary>The leases that it may be for, one after the other, each after a proved wipe; 1: it is never used again. 1 to <see cref="Latch.MostGenerations"/>.</summary>
    public int MaxUses { get; init; } = 1;

    /// <summary>
    /// A program for the kernel (struct sock_filter, 8 bytes each) that refuses system calls to the agent and all that it starts, loaded before any of that. Empty: whoever made the sandbox has
    /// loaded one, or none is wanted.
    /// </summary>
    public byte[] SystemCallFilter { get; init; } = [];
}

/// <summary>An interpreter and how to start it; the agent brings the driver script.</summary>
public sealed record KernelStart(string Language, IReadOnlyList<string> Interpreter);
