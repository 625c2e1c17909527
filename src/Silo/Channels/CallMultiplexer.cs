using System.Collections.Concurrent;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Channels;

/// <summary>
/// Many calls over one stream: each has a stream id of its own, one loop reads the replies, and whoever finds nobody writing writes
/// what all have to say.
/// </summary>
internal sealed class CallMultiplexer : IAsyncDisposable
{
    /// <summary>Calls that may be under way; the next one waits for a place.</summary>
    public const int MostCalls = 256;

    private readonly Stream _stream;
    private readonly FrameReader _reader;
    private readonly ConcurrentDictionary<uint, PendingCall> _calls = new();
    private readonly SemaphoreSlim _places = new(MostCalls);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private FrameWriter _filling = new();
    private FrameWriter _sending = new();
    private bool _writing;
    private uint _lastStream;

    public CallMultiplexer(Stream stream, FrameReader reader)
    {
        (_stream, _reader) = (stream, reader);
        _ = ReadReplies();
    }

    public Task Closed => _closed.Task;

    public async ValueTask<T> Call<T>(MessageType type, Action<FrameWriter> encode, ReplyDecoder<T> decode, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        var call = new PendingCall<T>(decode);
        var stream = Interlocked.Increment(ref _lastStream);
        _calls[stream] = call;
        try
        {
            await using var registration = cancellation.UnsafeRegister(static (state, token) => ((PendingCall)state!).Fail(new OperationCanceledException(token)), call);
            Send(type, stream, encode);
            return await call.Task;
        }
        finally
        {
            if (_calls.TryRemove(stream, out _) && !_closed.Task.IsCompleted)
            {
                Send(MessageType.Forget, stream, static _ => { });
            }

            _places.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Break(new ChannelClosedException("The channel was closed."));
        await _closed.Task;
    }

    private void Send(MessageType type, uint stream, Action<FrameWriter> encode)
    {
        lock (_lock)
        {
            ObjectDisposedOrClosed();
            _filling.Begin(type, stream);
            encode(_filling);
            _filling.Finish();
            if (_writing)
            {
                return;
            }

            _writing = true;
        }

        _ = Write();
    }

    private void ObjectDisposedOrClosed()
    {
        if (_closed.Task.IsCompleted)
        {
            throw new ChannelClosedException("The channel is closed.");
        }
    }

    // One writer at a time; what comes while it writes goes with its next write.
    private async Task Write()
    {
        try
        {
            while (TakeFilled())
            {
                await _stream.WriteAsync(_sending.PendingMemory);
                _sending.Sent(_sending.PendingBytes);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            Break(new ChannelClosedException("The channel broke.", exception));
        }
    }

    private bool TakeFilled()
    {
        lock (_lock)
        {
            _writing = _filling.PendingBytes > 0;
            (_filling, _sending) = _writing ? (_sending, _filling) : (_filling, _sending);
            return _writing;
        }
    }

    private async Task ReadReplies()
    {
        try
        {
            while (Dispatch() && await _stream.ReadAsync(_reader.Room()) is > 0 and var count)
            {
                _reader.Received(count);
            }

            Break(new ChannelClosedException("The agent closed the channel."));
        }
        catch (Exception exception)
        {
            Break(new ChannelClosedException("The channel broke.", exception));
        }
    }

    // False: what came is no frame.
    private bool Dispatch()
    {
        FrameRead read;
        for (read = _reader.Next(out var frame); read == FrameRead.Frame; read = _reader.Next(out frame))
        {
            if (frame.Type == MessageType.Reply && _calls.TryRemove(frame.Stream, out var call))
            {
                call.Reply(frame.Payload);
            }
        }

        return read == FrameRead.NeedMore;
    }

    private void Break(ChannelClosedException reason)
    {
        lock (_lock)
        {
            if (!_closed.TrySetResult())
            {
                return;
            }
        }

        _stream.Dispose();
        foreach (var stream in _calls.Keys)
        {
            if (_calls.TryRemove(stream, out var call))
            {
                call.Fail(reason);
            }
        }
    }
}
