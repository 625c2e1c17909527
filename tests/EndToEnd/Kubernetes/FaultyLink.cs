using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sandboxes.EndToEnd.Kubernetes;

/// <summary>
/// Stands between a silo and the API server, carries bytes, and plays the faults of a link: cut connections, answers that come late, answers that are lost after
/// what was asked for has been done. It sees only sealed bytes, so it loses answers by connection and not by request.
/// </summary>
internal sealed class FaultyLink : IAsyncDisposable
{
    private const int BufferBytes = 64 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly Task _accepting;

    public FaultyLink(IPEndPoint server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How much later an answer comes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Requests pass and their answers do not.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>Breaks every connection that is open now.</summary>
    public void Cut()
    {
        foreach (var socket in _open.Keys)
        {
            socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        Cut();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            _ = CarryAsync(await _listener.AcceptSocketAsync(_end.Token));
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        (client.NoDelay, _open[client], _open[server]) = (true, true, true);
        try
        {
            await server.ConnectAsync(_server, _end.Token);
            await Task.WhenAny(PumpAsync(client, server, isAnswer: false), PumpAsync(server, client, isAnswer: true));
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The server is away: the client sees its connection close.
        }
        finally
        {
            client.Dispose();
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            for (var count = await from.ReceiveAsync(buffer, _end.Token); count > 0; count = await from.ReceiveAsync(buffer, _end.Token))
            {
                if (isAnswer && Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay, TimeProvider.System, _end.Token);
                }

                if (!isAnswer || !LosesAnswers)
                {
                    await to.SendAsync(buffer.AsMemory(0, count), _end.Token);
                }
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has gone, or was cut; both are closed.
        }
    }
}
