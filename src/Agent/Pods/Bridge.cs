using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>
/// Carries bytes between its standard input and output and the agent's socket, until either side ends. Before the first byte it asks the kernel that process 1 listens there, and not user
/// code. It knows no secret: what it carries is sealed.
/// </summary>
internal static unsafe class Bridge
{
    private const int Agent = 1;
    private const short In = 1;
    private const short Out = 4;

    public static int Run()
    {
        var socket = Sockets.ConnectLocal();
        if (socket < 0 || Sockets.Peer(socket) != Agent)
        {
            return ExitCodes.BadStart;
        }

        Sys.SetNonBlocking(socket);
        Sys.SetNonBlocking(0);
        Sys.SetNonBlocking(1);
        var (inward, outward) = (new Pump(0, socket), new Pump(socket, 1));
        while (!inward.HasEnded && !outward.HasEnded && Await(inward, outward))
        {
            inward.Move();
            outward.Move();
        }

        return 0;
    }

    // False: whoever reads our output has gone.
    private static bool Await(Pump inward, Pump outward)
    {
        const short Broken = 0x08 | 0x10;
        var polled = stackalloc PollEntry[]
        {
            new() { Descriptor = inward.From, Wanted = inward.WantsIn },
            new() { Descriptor = inward.To, Wanted = (short)(inward.WantsOut | outward.WantsIn) },
            new() { Descriptor = outward.To, Wanted = outward.WantsOut },
        };
        Sys.Call(7, (nint)polled, 3, -1);
        return (polled[2].Found & Broken) == 0;
    }

    /// <summary>One direction, with a buffer between.</summary>
    private sealed class Pump(int from, int to)
    {
        private readonly byte[] _buffer = new byte[64 << 10];
        private int _start;
        private int _end;

        public int From => from;
        public int To => to;
        public bool HasEnded { get; private set; }
        public short WantsIn => _start == _end ? In : (short)0;
        public short WantsOut => _start < _end ? Out : (short)0;

        public void Move()
        {
            if (_start == _end)
            {
                var read = Sys.Read(from, _buffer);
                HasEnded |= read == 0 || (read < 0 && read != Errno.TryAgain && read != Errno.Interrupted);
                (_start, _end) = (0, Math.Max(0, read));
            }

            while (_start < _end && !HasEnded)
            {
                var written = Sys.Write(to, _buffer.AsSpan(_start, _end - _start));
                if (written is Errno.TryAgain or Errno.Interrupted)
                {
                    return;
                }

                HasEnded |= written <= 0;
                _start += Math.Max(0, written);
            }
        }
    }
}
