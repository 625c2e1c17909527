namespace Sandboxes.Simulation;

/// <summary>What can go wrong; each has a rate that is drawn for a run, and a stream of its own.</summary>
internal enum Fault
{
    // Between silos.
    RequestLost,
    ReplyLost,
    RequestTwice,
    Late,

    // Between a silo and an agent.
    ChannelCut,
    ChannelStalled,
    AnswerLost,

    // What a runtime does.
    CreateFails,
    CreateAnswerLost,
    BootFails,
    BootSlow,
    RemoveFails,
    ListFails,
    ListMisses,
    ListLags,
    GoneLate,
    WipeFails,

    // What storage does.
    WriteFails,
    WriteAnswerLost,
    WriteLate,
    StorageSlow,
    ReadFails,

    // What happens to machines, one of them every few seconds.
    SandboxKilled,
    NodeDies,
    NodeSleeps,
    NodeDrains,
    SiloCrashes,
    SiloLeaves,
    ClusterSplits,
    StorageDown,
    ClockJumps,
}

/// <summary>One fault that happened: the nth chance of its kind.</summary>
internal readonly record struct Injection(Fault Fault, int Nth);
