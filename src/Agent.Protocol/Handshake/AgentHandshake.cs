namespace Sandboxes.Agent.Protocol;

/// <summary>The agent's side: it says hello, believes one proof, and proves itself. Anything else is the end.</summary>
public sealed class AgentHandshake(string sandbox, byte[] key, byte[] nonce)
{
    public bool Proven { get; private set; }

    public void Hello(FrameWriter output)
    {
        output.Begin(MessageType.AgentHello, 0);
        output.U16(ProtocolVersion.Current);
        output.Raw(nonce);
        output.Finish();
    }

    /// <summary>False: the other side does not know the key, or speaks another version; nothing more may be said to it.</summary>
    public bool Accept(in Frame frame, FrameWriter output)
    {
        var reader = new WireReader(frame.Payload);
        var version = reader.U16();
        var managerNonce = reader.Take(Proof.NonceBytes);
        var proof = reader.Take(Proof.Bytes);
        if (Proven || frame.Type != MessageType.ManagerHello || !reader.Complete || version != ProtocolVersion.Current)
        {
            return false;
        }

        Proven = Proof.Same(proof, Proof.OfManager(key, sandbox, nonce, managerNonce));
        if (Proven)
        {
            output.Begin(MessageType.AgentProof, 0);
            output.Raw(Proof.OfAgent(key, sandbox, nonce, managerNonce));
            output.Finish();
        }

        return Proven;
    }
}
