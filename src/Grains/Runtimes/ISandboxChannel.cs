using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>
/// One proven connection to one agent, safe for concurrent use. A channel that breaks fails every call under way with <see cref="ChannelClosedException"/>;
/// the outcome of those calls is unknown. The agent's answers are values.
/// </summary>
public interface ISandboxChannel : IAsyncDisposable
{
    /// <summary>Completes when the channel is closed, by whichever side.</summary>
    Task Closed { get; }

    /// <summary>Waits until the kernels stand warm. Null, or what went wrong.</summary>
    ValueTask<string?> Warm(CancellationToken cancellation);

    ValueTask<LatchResult> Bind(LeaseId lease, TimeSpan timeToConfirm, CancellationToken cancellation);

    ValueTask<LatchResult> Confirm(LeaseId lease, LeaseTerms terms, IReadOnlyDictionary<string, string>? env, CancellationToken cancellation);

    ValueTask<LatchResult> Renew(LeaseId lease, LeaseTerms terms, CancellationToken cancellation);

    /// <summary>Retires an idle agent for ever: it kills everything and exits. <see cref="LatchResult.AlreadyBound"/>: a lease holds it.</summary>
    ValueTask<LatchResult> Retire(CancellationToken cancellation);

    /// <summary>Ends the lease: the agent kills everything and exits.</summary>
    ValueTask<LatchResult> End(LeaseId lease, CancellationToken cancellation);

    /// <summary>
    /// Ends the lease, kills all that runs, and begins to wipe. Ok: the lease is refused from now on, and <see cref="Proof"/> says what it comes to. Anything else: nothing was done, for the lease does not hold it, was never
    /// confirmed, or is the last that it may be for.
    /// </summary>
    ValueTask<LatchResult> Wipe(LeaseId lease, CancellationToken cancellation);

    /// <summary>Waits for the outcome of the wipe of this lease. One that is not proved ends the sandbox.</summary>
    ValueTask<WipeReport> Proof(LeaseId lease, CancellationToken cancellation);

    ValueTask<SandboxStatus> Status(CancellationToken cancellation);

    ValueTask<Outcome<ExecutionStarted>> Execute(LeaseId lease, ExecutionRequest request, CancellationToken cancellation);

    ValueTask<Outcome<ExecutionEvents>> Read(LeaseId lease, string execution, long after, TimeSpan wait, CancellationToken cancellation);

    ValueTask<Outcome<StdinTaken>> WriteStdin(LeaseId lease, string execution, ReadOnlyMemory<byte> data, bool close, CancellationToken cancellation);

    ValueTask<Outcome<Done>> Signal(LeaseId lease, string execution, string signal, CancellationToken cancellation);

    ValueTask<Outcome<Done>> Cancel(LeaseId lease, string execution, CancellationToken cancellation);

    ValueTask<Outcome<FileEntry>> Stat(LeaseId lease, string path, CancellationToken cancellation);

    ValueTask<Outcome<FileListing>> List(LeaseId lease, string path, string? afterName, int most, CancellationToken cancellation);

    ValueTask<Outcome<OpenedFile>> OpenFile(LeaseId lease, string path, CancellationToken cancellation);

    ValueTask<Outcome<OpenedFile>> CreateFile(LeaseId lease, string path, CancellationToken cancellation);

    ValueTask<Outcome<FileChunk>> ReadFile(LeaseId lease, int handle, long offset, int most, CancellationToken cancellation);

    ValueTask<Outcome<Done>> WriteFile(LeaseId lease, int handle, ReadOnlyMemory<byte> chunk, CancellationToken cancellation);

    ValueTask<Outcome<Done>> CloseFile(LeaseId lease, int handle, bool commit, CancellationToken cancellation);

    ValueTask<Outcome<Done>> Delete(LeaseId lease, string path, CancellationToken cancellation);
}

/// <summary>The channel is closed; what was under way has an unknown outcome.</summary>
public sealed class ChannelClosedException : Exception
{
    public ChannelClosedException(string message) : base(message) { }
    public ChannelClosedException(string message, Exception inner) : base(message, inner) { }
}
