using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>
/// Takes connections, and bounds how many there are; the oldest of its kind makes room for a new one. Where more than the manager can reach the sockets (in a pod) every stream is sealed.
/// </summary>
internal sealed class Listener : IReadiness, ITimed
{
    /// <summary>How long a bridge may take to carry out what was said last.</summary>
    private const int FarewellMs = 250;

    private readonly EventLoop _loop;
    private readonly AgentStart _start;
    private readonly IRequestHandler _handler;
    private readonly bool _sealed;
    private readonly List<Channel> _channels = [];

    public Listener(EventLoop loop, AgentSockets sockets, AgentStart start, IRequestHandler handler)
    {
        (_loop, _sealed, _start, _handler) = (loop, sockets.AreSealed, start, handler);
        foreach (var descriptor in sockets.Listeners)
        {
            Sys.SetNonBlocking(descriptor);
            loop.Add(descriptor, EpollEvent.In, this);
        }

        loop.Add(this);
        if (sockets.First is { } first)
        {
            Sys.SetNonBlocking(first.Descriptor);
            _channels.Add(new(loop, first.Descriptor, new(start, Nonce(), first.Input, first.Output), first.Transport, handler) { Bridge = BridgeOf(first.Descriptor) });
            _channels[0].Resume();
        }
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
        for (var connection = Sys.Accept(descriptor); connection >= 0; connection = Sys.Accept(descriptor))
        {
            Sockets.AnswerAtOnce(connection);
            var session = new AgentSession(_start, Nonce());
            Bound(proven: false, AgentSession.MostUnproven - 1);
            _channels.Add(new(_loop, connection, session, TransportOf(session), _handler) { Bridge = BridgeOf(connection) });
        }
    }

    /// <summary>Whether a process carries a proven channel. User code cannot: it proves nothing.</summary>
    public bool IsBridge(int process) => process > 0 && _channels.Exists(channel => channel.Bridge == process && channel is { Proven: true, IsClosed: false });

    /// <summary>Bridges end with this process, and what was said last would end with them: they get a moment to carry it out.</summary>
    public void SayFarewell()
    {
        var bridged = _channels.FindAll(channel => channel is { Bridge: > 0, Proven: true, IsClosed: false });
        bridged.ForEach(channel => channel.EndOutput());
        bridged.ForEach(channel => channel.HasLeft(FarewellMs));
    }

    private static int BridgeOf(int connection) => Math.Max(0, Sockets.Peer(connection));

    private ITransport TransportOf(AgentSession session) => _sealed
        ? new SealedTransport(new(_start.Sandbox, SealState.Started, _start.Key, Sys.Random(KeyAgreement.KeyBytes)), session.Input, session.Output)
        : new PlainTransport(session.Input, session.Output);

    private static byte[] Nonce() => Sys.Random(Proof.NonceBytes);

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
