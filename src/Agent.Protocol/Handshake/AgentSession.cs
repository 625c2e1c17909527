namespace Sandboxes.Agent.Protocol;

public enum SessionStep { Request, NeedMore, Close }

/// <summary>
/// The agent's side of one channel without its I/O: bytes come in through <see cref="Input"/>, requests come out of
/// <see cref="Next"/>, and what is to be sent stands in <see cref="Output"/>. Nothing but the handshake is accepted before the proof.
/// </summary>
public sealed class AgentSession
{
    /// <summary>How long a connection may stay unproven.</summary>
    public static readonly TimeSpan ProofDeadline = TimeSpan.FromSeconds(5);

    /// <summary>Connections that may be unproven at once.</summary>
    public const int MostUnproven = 4;

    /// <summary>Channels that may be proven at once.</summary>
    public const int MostProven = 4;

    /// <summary>With this many bytes unsent no further request is taken from the channel.</summary>
    public const int MostUnsentBytes = 1 << 20;

    private readonly AgentHandshake _handshake;

    public AgentSession(AgentStart start, byte[] nonce) : this(start, nonce, new(), new()) { }

    /// <summary>Goes on with what came and what is to be sent on the same connection.</summary>
    public AgentSession(AgentStart start, byte[] nonce, FrameReader input, FrameWriter output)
    {
        (Input, Output) = (input, output);
        _handshake = new(start.Sandbox, start.Key, nonce);
        _handshake.Hello(Output);
    }

    public FrameReader Input { get; }

    public FrameWriter Output { get; }

    public bool Proven => _handshake.Proven;

    public SessionStep Next(out Frame request)
    {
        request = default;
        while (Output.PendingBytes < MostUnsentBytes)
        {
            var read = Input.Next(out request);
            if (read != FrameRead.Frame)
            {
                return read == FrameRead.NeedMore ? SessionStep.NeedMore : SessionStep.Close;
            }

            if (Proven)
            {
                return SessionStep.Request;
            }

            if (!_handshake.Accept(request, Output))
            {
                return SessionStep.Close;
            }
        }

        return SessionStep.NeedMore;
    }
}
