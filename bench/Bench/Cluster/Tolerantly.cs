using System.Net.Sockets;

namespace Sandboxes.Bench;

/// <summary>Requests to a cluster that has just lost something: whatever goes wrong is a no.</summary>
internal static class Tolerantly
{
    public static bool Try(Func<SandboxClient> connect, Func<SandboxClient, bool> act)
    {
        try
        {
            using var client = connect();
            return act(client);
        }
        catch (Exception failure) when (failure is BenchException or SocketException or IOException)
        {
            return false;
        }
    }
}
