using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>Takes connections, and bounds how many there are; the oldest of its kind makes room for a new one.</summary>
internal sealed class Listener : IReadiness, ITimed
{
    private readonly EventLoop _loop;
    private readonly AgentStart _start;
    private readonly IRequestHandler _handler;
    private readonly int _descriptor;
    private readonly List<Channel> _channels = [];

    public Listener(EventLoop loop, int descriptor, AgentStart start, IRequestHandler handler)
    {
        (_loop, _descriptor, _start, _handler) = (loop, descriptor, start, handler);
        Sys.SetNonBlocking(descriptor);
        loop.Add(descriptor, EpollEvent.In, this);
        loop.Add(this);
    }

    public TimeSpan Next
    {
        get
        {
            var next = TimeSpan.MaxValue;
            foreach (var channel in _channels)
            {
                next = channel.Proven || channel.OpenedAt + AgentSession.ProofDeadline > next ? next : channel.OpenedAt + AgentSession.ProofDeadline;
            }

            return next;
        }
    }

    public void Ready(int descriptor, uint events)
    {
        for (var connection = Sys.Accept(_descriptor); connection >= 0; connection = Sys.Accept(_descriptor))
        {
            var nonce = new byte[Proof.NonceBytes];
            Sys.Random(nonce);
            Bound(proven: false, AgentSession.MostUnproven - 1);
            _channels.Add(new(_loop, connection, new(_start, nonce), _handler));
        }
    }

    public void Expire(TimeSpan now) =>
        _channels.FindAll(channel => !channel.Proven && now >= channel.OpenedAt + AgentSession.ProofDeadline).ForEach(channel => channel.Close());

    public void FlushAll()
    {
        foreach (var channel in _channels)
        {
            channel.Flush();
        }

        Bound(proven: true, AgentSession.MostProven);
        _channels.RemoveAll(channel => channel.IsClosed);
    }

    private void Bound(bool proven, int most)
    {
        var excess = _channels.Count(channel => channel.Proven == proven && !channel.IsClosed) - most;
        foreach (var channel in _channels)
        {
            if (excess > 0 && channel.Proven == proven && !channel.IsClosed)
            {
                channel.Close();
                excess--;
            }
        }
    }
}
