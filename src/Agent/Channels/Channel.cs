using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>Answers the requests of proven channels.</summary>
internal interface IRequestHandler
{
    /// <summary>False: the request is malformed, and the channel is to be closed.</summary>
    bool Handle(Channel channel, in Frame request);

    void Closed(Channel channel);
}

/// <summary>One connection.</summary>
internal sealed class Channel : IReadiness
{
    private readonly EventLoop _loop;
    private readonly AgentSession _session;
    private readonly ITransport _transport;
    private readonly IRequestHandler _handler;
    private readonly int _descriptor;
    private uint _interest = EpollEvent.In;

    public Channel(EventLoop loop, int descriptor, AgentSession session, ITransport transport, IRequestHandler handler)
    {
        (_loop, _descriptor, _session, _transport, _handler) = (loop, descriptor, session, transport, handler);
        OpenedAt = loop.Now;
        loop.Add(descriptor, _interest, this);
    }

    public TimeSpan OpenedAt { get; }

    /// <summary>The process in this sandbox that carries the channel (<see cref="Bridge"/>); 0: it comes from outside.</summary>
    public int Bridge { get; init; }

    public bool Proven => _session.Proven;

    public bool IsClosed { get; private set; }

    public void Ready(int descriptor, uint events)
    {
        if ((events & EpollEvent.Out) != 0)
        {
            Flush();
            Process();
            return;
        }

        var count = Sys.Read(_descriptor, _transport.Room().Span);
        if (count > 0 && _transport.Received(count))
        {
            Process();
        }
        else if (count != Errno.TryAgain)
        {
            Close();
        }
    }

    /// <summary>Takes up what came before the channel was made.</summary>
    public void Resume() => Process();

    public FrameWriter BeginReply(uint stream, ReplyKind kind)
    {
        _session.Output.Begin(MessageType.Reply, stream);
        _session.Output.U8((byte)kind);
        return _session.Output;
    }

    public void Done(uint stream) => BeginReply(stream, ReplyKind.Value).Finish();

    public void Refuse(uint stream, RefusalReply refusal)
    {
        var output = BeginReply(stream, ReplyKind.Refusal);
        refusal.Encode(output);
        output.Finish();
    }

    /// <summary>Sends what it can; the rest goes when the other side has read.</summary>
    public void Flush()
    {
        for (var pending = _transport.Pending(); !IsClosed && pending.Length > 0; pending = _transport.Pending())
        {
            var count = Sys.Write(_descriptor, pending);
            if (count < 0)
            {
                Failed(count);
                break;
            }

            _transport.Sent(count);
        }

        Attend();
    }

    /// <summary>Says that nothing follows, so that a bridge carries what there is to its end and leaves.</summary>
    public void EndOutput()
    {
        const int Writing = 1;
        Sys.Call(48, _descriptor, Writing);
    }

    /// <summary>Whether the other side has left, within so many milliseconds.</summary>
    public unsafe bool HasLeft(int milliseconds)
    {
        const short HangUp = 0x10;
        var polled = new PollEntry { Descriptor = _descriptor };
        Sys.Call(7, (nint)(&polled), 1, milliseconds);
        return (polled.Found & HangUp) != 0;
    }

    public void Close()
    {
        if (!IsClosed)
        {
            IsClosed = true;
            _loop.Close(_descriptor);
            _handler.Closed(this);
        }
    }

    private void Process()
    {
        while (!IsClosed)
        {
            var step = _session.Next(out var request);
            if (step == SessionStep.NeedMore)
            {
                return;
            }

            if (step == SessionStep.Close || !_handler.Handle(this, request))
            {
                Close();
            }
        }
    }

    private void Failed(int error)
    {
        if (error != Errno.TryAgain)
        {
            Close();
        }
    }

    // With too much unsent no more is read: whoever does not read its replies asks no more.
    private void Attend()
    {
        var pending = _transport.PendingBytes;
        var interest = (pending > 0 ? EpollEvent.Out : 0) | (pending < AgentSession.MostUnsentBytes ? EpollEvent.In : 0);
        if (!IsClosed && interest != _interest)
        {
            _interest = interest;
            _loop.Change(_descriptor, interest);
        }
    }
}
