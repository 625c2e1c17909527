using System.Net;
using System.Net.Sockets;

namespace Sandboxes.Testing;

/// <summary>Ports of loopback that nobody listens on now.</summary>
public static class FreePort
{
    public static int Next() => Take(1)[0];

    /// <summary>Ports that differ: all are held until the last is found.</summary>
    public static int[] Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
