using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Channels;

/// <summary>A proven channel to one agent over any duplex stream.</summary>
public sealed class AgentChannel : ISandboxChannel
{
    private static readonly TimeSpan HandshakeDeadline = TimeSpan.FromSeconds(5);
    private readonly CallMultiplexer _calls;

    private AgentChannel(CallMultiplexer calls) => _calls = calls;

    public Task Closed => _calls.Closed;

    /// <summary>
    /// Proves the key both ways, within 5 s, and takes the stream over; a stream on which that fails is disposed.
    /// Throws <see cref="ChannelClosedException"/> when it does, or when the agent proves nothing.
    /// </summary>
    public static async ValueTask<ISandboxChannel> OpenAsync(
        Stream stream, string sandbox, ReadOnlyMemory<byte> key, TimeProvider time, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(HandshakeDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            var reader = await ManagerHello.Shake(stream, sandbox, key, either.Token);
            return new AgentChannel(new(stream, reader));
        }
        catch (Exception exception)
        {
            await stream.DisposeAsync();
            if (exception is IOException || (exception is OperationCanceledException && deadline.IsCancellationRequested))
            {
                throw new ChannelClosedException("The agent did not finish the handshake.", exception);
            }

            throw;
        }
    }

    public ValueTask DisposeAsync() => _calls.DisposeAsync();

    public ValueTask<string?> Warm(CancellationToken cancellation) =>
        _calls.Call(MessageType.Warm, static _ => { }, Replies.Warmth, cancellation);

    public ValueTask<LatchResult> Bind(LeaseId lease, TimeSpan timeToConfirm, CancellationToken cancellation) =>
        _calls.Call(MessageType.Bind, writer => { writer.Text(lease.Value); writer.Duration(timeToConfirm); }, Replies.Latch, cancellation);

    public ValueTask<LatchResult> Confirm(LeaseId lease, LeaseTerms terms, IReadOnlyDictionary<string, string>? env, CancellationToken cancellation) =>
        _calls.Call(MessageType.Confirm, writer => { Terms(writer, lease, terms); writer.Map(env); }, Replies.Latch, cancellation);

    public ValueTask<LatchResult> Renew(LeaseId lease, LeaseTerms terms, CancellationToken cancellation) =>
        _calls.Call(MessageType.Renew, writer => Terms(writer, lease, terms), Replies.Latch, cancellation);

    public ValueTask<LatchResult> Retire(CancellationToken cancellation) =>
        _calls.Call(MessageType.Retire, static _ => { }, Replies.Latch, cancellation);

    public ValueTask<LatchResult> End(LeaseId lease, CancellationToken cancellation) =>
        _calls.Call(MessageType.End, writer => writer.Text(lease.Value), Replies.Latch, cancellation);

    public ValueTask<LatchResult> Wipe(LeaseId lease, CancellationToken cancellation) => Wipe(lease, WipeSteps.None, cancellation);

    /// <summary>A wipe that leaves steps out, to try whether the proof finds what is left.</summary>
    public ValueTask<LatchResult> Wipe(LeaseId lease, WipeSteps leftOut, CancellationToken cancellation) =>
        _calls.Call(MessageType.Wipe, new WipeRequest(lease.Value, leftOut).Encode, Replies.Latch, cancellation);

    public ValueTask<WipeReport> Proof(LeaseId lease, CancellationToken cancellation) =>
        _calls.Call(MessageType.Proof, writer => writer.Text(lease.Value), Replies.Wipe, cancellation);

    public ValueTask<SandboxStatus> Status(CancellationToken cancellation) =>
        _calls.Call(MessageType.Status, static _ => { }, Replies.Status, cancellation);

    public ValueTask<Outcome<ExecutionStarted>> Execute(LeaseId lease, ExecutionRequest request, CancellationToken cancellation) =>
        Ask(MessageType.Execute, writer => Requests.Execute(lease, request).Encode(writer), Replies.Started, cancellation);

    public ValueTask<Outcome<ExecutionEvents>> Read(LeaseId lease, string execution, long after, TimeSpan wait, CancellationToken cancellation) =>
        new ExecutionReader(_calls, lease, execution).Read(after, wait, cancellation);

    public ValueTask<Outcome<StdinTaken>> WriteStdin(LeaseId lease, string execution, ReadOnlyMemory<byte> data, bool close, CancellationToken cancellation) =>
        Ask(MessageType.WriteStdin, writer => { Names(writer, lease, execution); writer.Bytes(data.Span); writer.Bool(close); }, Replies.Taken, cancellation);

    public ValueTask<Outcome<Done>> Signal(LeaseId lease, string execution, string signal, CancellationToken cancellation) =>
        Ask(MessageType.Signal, writer => { Names(writer, lease, execution); writer.Text(signal); }, Replies.Done, cancellation);

    public ValueTask<Outcome<Done>> Cancel(LeaseId lease, string execution, CancellationToken cancellation) =>
        Ask(MessageType.Cancel, writer => Names(writer, lease, execution), Replies.Done, cancellation);

    public ValueTask<Outcome<FileEntry>> Stat(LeaseId lease, string path, CancellationToken cancellation) =>
        Ask(MessageType.Stat, writer => Names(writer, lease, path), Replies.Entry, cancellation);

    public ValueTask<Outcome<FileListing>> List(LeaseId lease, string path, string? afterName, int most, CancellationToken cancellation) =>
        Ask(MessageType.List, writer => { Names(writer, lease, path); writer.Text(afterName ?? ""); writer.I32(most); }, Replies.Listing, cancellation);

    public ValueTask<Outcome<OpenedFile>> OpenFile(LeaseId lease, string path, CancellationToken cancellation) =>
        Ask(MessageType.OpenFile, writer => Names(writer, lease, path), Replies.Opened, cancellation);

    public ValueTask<Outcome<OpenedFile>> CreateFile(LeaseId lease, string path, CancellationToken cancellation) =>
        Ask(MessageType.CreateFile, writer => Names(writer, lease, path), Replies.Opened, cancellation);

    public ValueTask<Outcome<FileChunk>> ReadFile(LeaseId lease, int handle, long offset, int most, CancellationToken cancellation) =>
        Ask(MessageType.ReadFile, writer => { Handle(writer, lease, handle); writer.I64(offset); writer.I32(most); }, Replies.Chunk, cancellation);

    public ValueTask<Outcome<Done>> WriteFile(LeaseId lease, int handle, ReadOnlyMemory<byte> chunk, CancellationToken cancellation) =>
        Ask(MessageType.WriteFile, writer => { Handle(writer, lease, handle); writer.Bytes(chunk.Span); }, Replies.Done, cancellation);

    public ValueTask<Outcome<Done>> CloseFile(LeaseId lease, int handle, bool commit, CancellationToken cancellation) =>
        Ask(MessageType.CloseFile, writer => { Handle(writer, lease, handle); writer.Bool(commit); }, Replies.Done, cancellation);

    public ValueTask<Outcome<Done>> Delete(LeaseId lease, string path, CancellationToken cancellation) =>
        Ask(MessageType.Delete, writer => Names(writer, lease, path), Replies.Done, cancellation);

    private ValueTask<Outcome<T>> Ask<T>(MessageType type, Action<FrameWriter> encode, ReplyDecoder<T> decode, CancellationToken cancellation) where T : class =>
        _calls.Call(type, encode, (ref WireReader reader) => Replies.Outcome(ref reader, decode), cancellation);

    private static void Terms(FrameWriter writer, LeaseId lease, LeaseTerms terms)
    {
        writer.Text(lease.Value);
        writer.Duration(terms.Lifetime);
        writer.Duration(terms.IdleTimeout);
    }

    private static void Names(FrameWriter writer, LeaseId lease, string name)
    {
        writer.Text(lease.Value);
        writer.Text(name);
    }

    private static void Handle(FrameWriter writer, LeaseId lease, int handle)
    {
        writer.Text(lease.Value);
        writer.I32(handle);
    }
}
