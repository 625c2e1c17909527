namespace Sandboxes.Agent;

/// <summary>The sockets of an agent that makes its own.</summary>
internal static unsafe class Sockets
{
    /// <summary>In the abstract namespace, which belongs to the pod's network: no file system has to be writable for it.</summary>
    public static ReadOnlySpan<byte> AbstractName => "sandbox-agent"u8;

    private const int Unix = 1;
    private const int Inet = 2;
    private const int Inet6 = 10;
    private const int Stream = 1;
    private const int Backlog = 8;

    /// <summary>The abstract socket, and TCP at the port on all addresses unless that is 0. Null: one of them cannot be had.</summary>
    public static int[]? OfPod(int tcpPort)
    {
        var local = ListenAt(Unix, AbstractAddress());
        if (local < 0 || tcpPort == 0)
        {
            return local < 0 ? null : [local];
        }

        // One socket for both versions of IP, where the machine has the newer one.
        var tcp = ListenAt(Inet6, [Inet6, 0, (byte)(tcpPort >> 8), (byte)tcpPort, .. new byte[24]]);
        tcp = tcp >= 0 ? tcp : ListenAt(Inet, [Inet, 0, (byte)(tcpPort >> 8), (byte)tcpPort, .. new byte[12]]);
        return tcp < 0 ? null : [local, tcp];
    }

    /// <summary>A connection to the abstract socket. Negative: nobody listens.</summary>
    public static int ConnectLocal()
    {
        var socket = (int)Sys.Call(41, Unix, Stream | Sys.CloseOnExec);
        fixed (byte* address = AbstractAddress())
        {
            var result = (int)Sys.Call(42, socket, (nint)address, AbstractAddress().Length);
            return result < 0 ? result : socket;
        }
    }

    /// <summary>The process that listened at the other end of a local connection. Negative: unknown.</summary>
    public static int Peer(int socket)
    {
        const int SocketLevel = 1;
        const int PeerCredentials = 17;
        var credentials = stackalloc int[3];
        var length = 3 * sizeof(int);
        return Sys.Call(55, socket, SocketLevel, PeerCredentials, (nint)credentials, (nint)(&length)) == 0 ? credentials[0] : -1;
    }

    /// <summary>Without it the kernel holds small replies back for acknowledgements. Other sockets than TCP refuse it.</summary>
    public static void AnswerAtOnce(int connection)
    {
        const int Tcp = 6;
        const int NoDelay = 1;
        var on = 1;
        Sys.Call(54, connection, Tcp, NoDelay, (nint)(&on), sizeof(int));
    }

    /// <summary>How long a blocking read or write may take.</summary>
    public static void LimitWaits(int connection, int seconds)
    {
        const int SocketLevel = 1;
        const int ReceiveTimeout = 20;
        const int SendTimeout = 21;
        var time = stackalloc long[] { seconds, 0 };
        Sys.Call(54, connection, SocketLevel, ReceiveTimeout, (nint)time, 2 * sizeof(long));
        Sys.Call(54, connection, SocketLevel, SendTimeout, (nint)time, 2 * sizeof(long));
    }

    private static byte[] AbstractAddress() => [Unix, 0, 0, .. AbstractName];

    private static int ListenAt(int family, byte[] address)
    {
        var socket = (int)Sys.Call(41, family, Stream | Sys.CloseOnExec);
        if (socket < 0)
        {
            return socket;
        }

        fixed (byte* at = address)
        {
            if (Sys.Call(49, socket, (nint)at, address.Length) == 0 && Sys.Call(50, socket, Backlog) == 0)
            {
                return socket;
            }
        }

        Sys.Close(socket);
        return -1;
    }
}
