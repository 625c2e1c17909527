using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

internal interface IOutputSink
{
    void Output(EventKind kind, ReadOnlySpan<byte> bytes);
}

/// <summary>The agent's end of a program's stdout or stderr.</summary>
internal sealed class OutputPipe : IReadiness
{
    /// <summary>The most that a pipe can hold: what is read after its program's end.</summary>
    private const int MostDrained = 1 << 20;

    private static readonly byte[] Buffer = new byte[64 << 10];
    private readonly EventLoop _loop;
    private readonly EventKind _kind;
    private readonly IOutputSink _sink;
    private int _descriptor;

    public OutputPipe(EventLoop loop, int descriptor, EventKind kind, IOutputSink sink)
    {
        (_loop, _descriptor, _kind, _sink) = (loop, descriptor, kind, sink);
        Sys.SetNonBlocking(descriptor);
        loop.Add(descriptor, EpollEvent.In, this);
    }

    // One read for each turn of the loop: a flood of one program leaves the others their turn.
    public void Ready(int descriptor, uint events) => ReadOnce(_sink);

    /// <summary>Takes what is in the pipe now, without waiting for more.</summary>
    public void Drain() => Drain(_sink);

    /// <summary>The same, for someone else than whom it belongs to.</summary>
    public void Drain(IOutputSink? sink)
    {
        for (var taken = 0; taken < MostDrained;)
        {
            var count = ReadOnce(sink);
            if (count <= 0)
            {
                return;
            }

            taken += count;
        }
    }

    public void Close()
    {
        if (_descriptor >= 0)
        {
            _loop.Close(_descriptor);
            _descriptor = -1;
        }
    }

    private int ReadOnce(IOutputSink? sink)
    {
        if (_descriptor < 0)
        {
            return 0;
        }

        var count = Sys.Read(_descriptor, Buffer);
        if (count > 0)
        {
            sink?.Output(_kind, Buffer.AsSpan(0, count));
        }
        else if (count == 0)
        {
            Close();
        }

        return count;
    }
}
