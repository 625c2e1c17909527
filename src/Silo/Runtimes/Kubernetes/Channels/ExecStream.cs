using System.Net.WebSockets;
using Sandboxes.Silo.Channels;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Channels;

/// <summary>
/// Standard input and output of one exec as a stream. Each message of the WebSocket has the number of its stream in its first byte: 0 in, 1 out, 2 error, 3 how it ended. The library's own demultiplexer
/// blocks a thread for each reader, so that is done here.
/// </summary>
internal sealed class ExecStream(WebSocket socket) : DuplexBytes
{
    private const byte Input = 0;
    private const byte Output = 1;
    private const int MostInOneMessage = 32 << 10;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly byte[] _outgoing = new byte[MostInOneMessage + 1];
    private readonly byte[] _number = new byte[1];
    private byte _current;
    private bool _isWithin;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (true)
            {
                if (!_isWithin && !await Begin(cancellationToken))
                {
                    return 0;
                }

                var received = await socket.ReceiveAsync(buffer, cancellationToken);
                _isWithin = !received.EndOfMessage;
                if (_current == Output && received.Count > 0)
                {
                    return received.Count;
                }
            }
        }
        catch (WebSocketException broken)
        {
            throw new IOException("The exec's connection broke.", broken);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            for (_outgoing[0] = Input; buffer.Length > 0;)
            {
                var count = Math.Min(buffer.Length, MostInOneMessage);
                buffer[..count].CopyTo(_outgoing.AsMemory(1));
                buffer = buffer[count..];
                await socket.SendAsync(_outgoing.AsMemory(0, count + 1), WebSocketMessageType.Binary, true, cancellationToken);
            }
        }
        catch (WebSocketException broken)
        {
            throw new IOException("The exec's connection broke.", broken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ = SayFarewell();
        }

        base.Dispose(disposing);
    }

    // The bridge ends when its input does, which an orderly close brings about at once.
    private async Task SayFarewell()
    {
        try
        {
            using var limit = new CancellationTokenSource(Farewell);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // It is closed already.
        }
        finally
        {
            socket.Dispose();
        }
    }

    /// <summary>Reads the number of the next message's stream. False: there is none.</summary>
    private async ValueTask<bool> Begin(CancellationToken cancellation)
    {
        var received = await socket.ReceiveAsync(_number.AsMemory(), cancellation);
        (_current, _isWithin) = (_number[0], !received.EndOfMessage);
        // Where the message is a number alone, the next one begins.
        return received.MessageType != WebSocketMessageType.Close && (_isWithin || await Begin(cancellation));
    }
}
