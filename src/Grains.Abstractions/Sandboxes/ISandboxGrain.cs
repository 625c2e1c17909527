using Orleans.Concurrency;

namespace Sandboxes.Abstractions;

/// <summary>
/// The channel to one agent. Keyed by <see cref="SandboxId"/>, placed on the node's silo where the runtime is local. Every method interleaves: the
/// channel is safe for concurrent use, and a read that waits must not hold up a signal. Verbs that name a lease are refused by
/// the agent under any other lease.
/// </summary>
[Alias("sandbox")]
public interface ISandboxGrain : IGrainWithStringKey
{
    /// <summary>Creates the sandbox, opens the channel, and returns once its kernels are warm, or earlier where that takes longer than a call should. Idempotent.</summary>
    [AlwaysInterleave, ResponseTimeout("00:00:20")]
    ValueTask<StartResult> Start(TemplateSpec template);

    /// <summary>Binds the one-shot latch. The lease then has <paramref name="timeToConfirm"/> to be confirmed.</summary>
    [AlwaysInterleave]
    ValueTask<LatchResult> Bind(LeaseId lease, SessionId session, TimeSpan timeToConfirm);

    /// <summary>Gives the bound lease its real deadlines, and its environment to kernels and processes. With <see cref="LeaseTerms.NoTime"/>: Gone, it was not confirmed and has ended; Ok, it was.</summary>
    [AlwaysInterleave]
    ValueTask<LatchResult> Confirm(LeaseId lease, LeaseTerms terms, IReadOnlyDictionary<string, string>? env);

    /// <summary>Moves the deadlines of the bound lease.</summary>
    [AlwaysInterleave]
    ValueTask<LatchResult> Renew(LeaseId lease, LeaseTerms terms);

    /// <summary>Ends the lease. Returns when no code of it runs any more. The sandbox is destroyed, or, after an end in order of one that may be used again, wipes itself and tells its pool. Idempotent.</summary>
    [AlwaysInterleave]
    ValueTask End(LeaseId lease, EndReason reason);

    /// <summary>Waits for the outcome of the wipe that the end of this lease began (<see cref="INodePoolGrain.Wiping"/>).</summary>
    [AlwaysInterleave]
    ValueTask<WipeReport> Proof(LeaseId lease);

    /// <summary>Retires an idle sandbox through its latch and destroys it. False: it is bound, so it was left alone.</summary>
    [AlwaysInterleave]
    ValueTask<bool> Retire();

    /// <summary>Asks the agent how it is. Null: it does not answer. Moves an idle agent's deadline on.</summary>
    [AlwaysInterleave]
    ValueTask<SandboxStatus?> Status();

    /// <summary>Why the sandbox is no more; null while it lives, as far as its node's runtime knows.</summary>
    [AlwaysInterleave]
    ValueTask<SessionEnd?> Ended();

    [AlwaysInterleave]
    ValueTask<Outcome<ExecutionStarted>> Execute(LeaseId lease, ExecutionRequest request);

    /// <summary>
    /// The events after a cursor. Returns as soon as there is one, when the execution has ended, or after
    /// <paramref name="wait"/> (at most 10 s) with none.
    /// </summary>
    [AlwaysInterleave]
    ValueTask<Outcome<ExecutionEvents>> Read(LeaseId lease, string execution, long after, TimeSpan wait);

    /// <summary>Writes to a process's input. Returns how much was taken; less than offered means that its pipe is full.</summary>
    [AlwaysInterleave]
    ValueTask<Outcome<StdinTaken>> WriteStdin(LeaseId lease, string execution, byte[] data, bool close);

    /// <summary>Sends a signal, by its name without SIG, to the whole execution. INT interrupts a cell.</summary>
    [AlwaysInterleave]
    ValueTask<Outcome<Done>> Signal(LeaseId lease, string execution, string signal);

    /// <summary>Stops an execution for good; its verdict becomes cancelled. Idempotent.</summary>
    [AlwaysInterleave]
    ValueTask<Outcome<Done>> Cancel(LeaseId lease, string execution);

    [AlwaysInterleave]
    ValueTask<Outcome<FileEntry>> Stat(LeaseId lease, string path);

    /// <summary>A folder's entries in the order of their names after <paramref name="afterName"/>, at most <paramref name="most"/> (1 to 1,000).</summary>
    [AlwaysInterleave]
    ValueTask<Outcome<FileListing>> List(LeaseId lease, string path, string? afterName, int most);

    /// <summary>Opens a file for reading. The handle is closed by <see cref="CloseFile"/> or after 30 s without use.</summary>
    [AlwaysInterleave]
    ValueTask<Outcome<OpenedFile>> OpenFile(LeaseId lease, string path);

    /// <summary>Begins to write a file; folders on the way are made. Nothing is seen at the path before <see cref="CloseFile"/> with commit.</summary>
    [AlwaysInterleave]
    ValueTask<Outcome<OpenedFile>> CreateFile(LeaseId lease, string path);

    /// <summary>Reads at most <see cref="FileLimits.ChunkBytes"/>; an empty chunk is the end.</summary>
    [AlwaysInterleave]
    ValueTask<Outcome<FileChunk>> ReadFile(LeaseId lease, int handle, long offset, int most);

    /// <summary>Appends a chunk of at most <see cref="FileLimits.ChunkBytes"/>.</summary>
    [AlwaysInterleave]
    ValueTask<Outcome<Done>> WriteFile(LeaseId lease, int handle, byte[] chunk);

    /// <summary>Closes a handle; a file that was being written appears (<paramref name="commit"/>) or is forgotten.</summary>
    [AlwaysInterleave]
    ValueTask<Outcome<Done>> CloseFile(LeaseId lease, int handle, bool commit);

    /// <summary>Removes a file, a link or an empty folder.</summary>
    [AlwaysInterleave]
    ValueTask<Outcome<Done>> Delete(LeaseId lease, string path);
}

/// <summary>It was done.</summary>
[GenerateSerializer, Immutable]
public sealed record Done
{
    public static Done Instance { get; } = new();
}

[GenerateSerializer, Immutable]
public sealed record StdinTaken([property: Id(0)] int Bytes);
