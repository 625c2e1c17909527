using System.Threading.Tasks.Sources;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Channels;

/// <summary>Turns the payload of a reply into what the caller asked for.</summary>
internal delegate T ReplyDecoder<T>(ref WireReader reader);

/// <summary>A call that waits for its reply.</summary>
internal abstract class PendingCall
{
    /// <summary>Called by the channel's reader; the payload is valid during the call only.</summary>
    public abstract void Reply(ReadOnlySpan<byte> payload);

    public abstract void Fail(Exception exception);
}

internal sealed class PendingCall<T>(ReplyDecoder<T> decode) : PendingCall, IValueTaskSource<T>
{
    private ManualResetValueTaskSourceCore<T> _source = new() { RunContinuationsAsynchronously = true };
    private int _completed;

    public ValueTask<T> Task => new(this, _source.Version);

    public override void Reply(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var value = decode(ref reader);
        if (reader.Failed)
        {
            Fail(new ChannelClosedException("The agent's reply is malformed."));
        }
        else if (Interlocked.Exchange(ref _completed, 1) == 0)
        {
            _source.SetResult(value);
        }
    }

    public override void Fail(Exception exception)
    {
        if (Interlocked.Exchange(ref _completed, 1) == 0)
        {
            _source.SetException(exception);
        }
    }

    public T GetResult(short token) => _source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
