namespace Sandboxes.Agent;

/// <summary>Everything of the agent that a wipe has to do with.</summary>
internal sealed record Surroundings(
    EventLoop Loop,
    LatchKeeper Latch,
    ExecutionTable Executions,
    Readers Readers,
    OpenHandles Handles,
    ProcessEnvironment Environment,
    ProcessList Processes,
    Reaper Reaper,
    IReadOnlyList<Kernel> Kernels,
    Func<int, bool> IsBridge);
