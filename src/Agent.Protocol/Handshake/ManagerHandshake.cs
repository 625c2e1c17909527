namespace Sandboxes.Agent.Protocol;

public enum HandshakeStep
{
    Continue,
    Proven,

    /// <summary>The agent speaks another version of the protocol.</summary>
    OtherVersion,

    /// <summary>The agent does not know the key, or is none.</summary>
    NotProven,
}

/// <summary>The manager's side: it answers the agent's hello with a proof and a challenge, and waits for the agent's proof.</summary>
public sealed class ManagerHandshake(string sandbox, ReadOnlyMemory<byte> key, byte[] nonce)
{
    private byte[]? _agentNonce;

    public HandshakeStep Accept(in Frame frame, FrameWriter output) =>
        frame.Type switch
        {
            MessageType.AgentHello when _agentNonce is null => Answer(frame, output),
            MessageType.AgentProof when _agentNonce is not null => Check(frame),
            _ => HandshakeStep.NotProven,
        };

    private HandshakeStep Answer(in Frame frame, FrameWriter output)
    {
        var reader = new WireReader(frame.Payload);
        var version = reader.U16();
        var agentNonce = reader.Take(Proof.NonceBytes).ToArray();
        if (!reader.Complete || version != ProtocolVersion.Current)
        {
            return reader.Failed ? HandshakeStep.NotProven : HandshakeStep.OtherVersion;
        }

        _agentNonce = agentNonce;
        output.Begin(MessageType.ManagerHello, 0);
        output.U16(ProtocolVersion.Current);
        output.Raw(nonce);
        output.Raw(Proof.OfManager(key.Span, sandbox, agentNonce, nonce));
        output.Finish();
        return HandshakeStep.Continue;
    }

    private HandshakeStep Check(in Frame frame) =>
        Proof.Same(frame.Payload, Proof.OfAgent(key.Span, sandbox, _agentNonce, nonce)) ? HandshakeStep.Proven : HandshakeStep.NotProven;
}
