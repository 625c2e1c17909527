using System.Net;
using System.Net.Sockets;

namespace Sandboxes.Kube.Tests.Isolation;

/// <summary>Answers, by TCP and UDP, at one of this machine's own addresses; so that what does not reach it was held back.</summary>
internal sealed class HostListener : IDisposable
{
    private readonly Socket _streams;
    private readonly Socket _datagrams;

    public HostListener(IPAddress address, int port)
    {
        _streams = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _datagrams = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _streams.Bind(new IPEndPoint(address, port));
        _streams.Listen();
        _datagrams.Bind(new IPEndPoint(address, port));
        _ = Accept();
        _ = Echo();
    }

    public void Dispose()
    {
        _streams.Dispose();
        _datagrams.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                (await _streams.AcceptAsync()).Dispose();
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Echo()
    {
        var buffer = new byte[16];
        var anyone = new IPEndPoint(_datagrams.AddressFamily is AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        try
        {
            while (true)
            {
                var received = await _datagrams.ReceiveFromAsync(buffer, anyone);
                await _datagrams.SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), received.RemoteEndPoint);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
        }
    }
}
