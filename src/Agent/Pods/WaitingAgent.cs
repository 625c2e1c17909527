using System.Runtime.InteropServices;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>
/// An agent that was not told yet what it is. Nothing but itself runs in the sandbox, so it takes one connection after the other and waits for each of them, within bounds.
/// </summary>
internal static class WaitingAgent
{
    private const int ConnectionSeconds = 5;

    /// <summary>What it is, and the connection that said so. Null: nobody who may has come before the deadline.</summary>
    public static (AgentStart Start, FirstConnection First)? Wait(PodArguments pod, int[] listeners)
    {
        var deadline = EventLoop.Clock() + pod.IdleDeadline;
        while (EventLoop.Clock() < deadline)
        {
            var connection = Accept(listeners, deadline - EventLoop.Clock());
            if (connection < 0)
            {
                continue;
            }

            if (Listen(pod, connection) is { } told)
            {
                return told;
            }

            Sys.Close(connection);
        }

        return null;
    }

    private static (AgentStart, FirstConnection)? Listen(PodArguments pod, int connection)
    {
        Sockets.AnswerAtOnce(connection);
        Sockets.LimitWaits(connection, ConnectionSeconds);
        var (input, output) = (new FrameReader(), new FrameWriter());
        var transport = new SealedTransport(new(pod.Sandbox, SealState.Waiting, pod.StartKey, Sys.Random(KeyAgreement.KeyBytes)), input, output);
        var giveUp = EventLoop.Clock() + TimeSpan.FromSeconds(ConnectionSeconds);
        while (EventLoop.Clock() < giveUp)
        {
            var read = input.Next(out var frame);
            if (read == FrameRead.Frame)
            {
                return frame.Type == MessageType.Start && AgentStart.Decode(frame.Payload) is { } start && start.Sandbox == pod.Sandbox
                    ? (start with { Workspace = pod.Workspace, OwnsPidNamespace = Sys.ProcessId() == 1, JournalFd = -1 }, new(connection, input, output, transport))
                    : null;
            }

            if (read == FrameRead.Malformed || !Exchange(connection, transport))
            {
                return null;
            }
        }

        return null;
    }

    // One read, and all that is to be said to it.
    private static bool Exchange(int connection, SealedTransport transport)
    {
        var count = Sys.Read(connection, transport.Room().Span);
        if (count <= 0 || !transport.Received(count))
        {
            return false;
        }

        for (var pending = transport.Pending(); pending.Length > 0; pending = transport.Pending())
        {
            count = Sys.Write(connection, pending);
            if (count <= 0)
            {
                return false;
            }

            transport.Sent(count);
        }

        return true;
    }

    /// <summary>The next connection, a blocking one. Negative: none came in time.</summary>
    private static unsafe int Accept(int[] listeners, TimeSpan limit)
    {
        const short In = 1;
        var polled = stackalloc PollEntry[listeners.Length];
        for (var i = 0; i < listeners.Length; i++)
        {
            polled[i] = new() { Descriptor = listeners[i], Wanted = In };
        }

        Sys.Call(7, (nint)polled, listeners.Length, (int)Math.Clamp(limit.TotalMilliseconds, 1, 60_000));
        for (var i = 0; i < listeners.Length; i++)
        {
            if (polled[i].Found != 0)
            {
                return (int)Sys.Call(288, listeners[i], 0, 0, Sys.CloseOnExec);
            }
        }

        return -1;
    }
}

[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    public int Descriptor;
    public short Wanted;
    public short Found;
}
