using System.Text;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>
/// sandbox-agent serve --listen-fd N --start-fd M: what starts it has made the socket and says what it is. sandbox-agent serve-pod ...: it makes its sockets and is told by the first who may
/// (<see cref="PodArguments"/>). sandbox-agent install FOLDER TOKEN; sandbox-agent bridge; sandbox-agent version.
/// </summary>
internal static class EntryPoint
{
    private const int Dumpable = 4;
    private const int Subreaper = 36;
    private const int MostStartBytes = 1 << 20;

    public static int Main(string[] arguments)
    {
        Sys.Control(Dumpable, 0);
        Native.FilterSignals();
        return arguments switch
        {
            ["version"] => PrintVersion(),
            ["serve", "--listen-fd", var listen, "--start-fd", var start]
                when int.TryParse(listen, out var listener) && int.TryParse(start, out var message) => Serve(listener, message),
            ["serve-pod", .. var pod] when PodArguments.Parse(pod) is { } parsed => ServePod(parsed),
            ["install", var folder, var token] => Installation.Into(folder, token),
            ["bridge"] => Bridge.Run(),
            _ => ExitCodes.BadStart,
        };
    }

    private static int PrintVersion()
    {
        Sys.Write(1, Encoding.ASCII.GetBytes(ProtocolVersion.Current + "\n"));
        return 0;
    }

    private static int Serve(int listener, int message)
    {
        OpenStandardDescriptors();
        if (AgentStart.Decode(ReadAll(message)) is not { } start)
        {
            return ExitCodes.BadStart;
        }

        Sys.Close(message);
        CloseAllBut(listener, start.OomCounterFd, start.PidsCounterFd, start.JournalFd);
        return Serve(start, new([listener], AreSealed: false));
    }

    private static int ServePod(PodArguments pod)
    {
        OpenStandardDescriptors();
        CloseAllBut();
        if (!StartToken.Take(pod.Token))
        {
            Sys.Write(2, "sandbox-agent: there is no start token. This container was started before, and its files are those of another life.\n"u8);
            return ExitCodes.StartedBefore;
        }

        if (Sockets.OfPod(pod.TcpPort) is not { } listeners || WaitingAgent.Wait(pod, listeners) is not { } told || !SystemCalls.Restrict(told.Start.SystemCallFilter))
        {
            return ExitCodes.BadStart;
        }

        return Serve(PodCounters.Add(told.Start), new(listeners, AreSealed: true) { First = told.First });
    }

    private static int Serve(AgentStart start, AgentSockets sockets)
    {
        Sys.Control(Subreaper, 1);
        var workspace = new Workspace(start.Workspace);
        if (workspace.Root < 0)
        {
            return ExitCodes.BadStart;
        }

        new SandboxAgent(start, sockets, workspace).Run();
        return ExitCodes.Fault;
    }

    // A descriptor that the agent opens must not become somebody's stdout.
    private static void OpenStandardDescriptors()
    {
        const int ReadWrite = 2;
        int opened;
        do
        {
            opened = Sys.OpenAt(Sys.CurrentDirectory, "/dev/null"u8, ReadWrite);
        }
        while (opened is >= 0 and < 3);

        Sys.Close(opened);
    }

    private static byte[] ReadAll(int descriptor)
    {
        var all = new WireWriter();
        Span<byte> some = stackalloc byte[4 << 10];
        for (var count = Sys.Read(descriptor, some); count > 0 && all.End < MostStartBytes; count = Sys.Read(descriptor, some))
        {
            all.Raw(some[..count]);
        }

        return all.ToArray();
    }

    private static void CloseAllBut(params int[] kept)
    {
        const int CloseRange = 436;
        Array.Sort(kept);
        var first = 3;
        foreach (var descriptor in kept)
        {
            if (descriptor < first)
            {
                continue;
            }

            if (descriptor > first)
            {
                Sys.Call(CloseRange, first, descriptor - 1);
            }

            Sys.SetCloseOnExec(descriptor);
            first = descriptor + 1;
        }

        Sys.Call(CloseRange, first, unchecked((nint)uint.MaxValue));
    }
}
