namespace Sandboxes.Agent.Protocol.Tests.Handshake;

public class HandshakeTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];
    private static readonly byte[] OtherKey = new byte[32];

    [Fact]
    public void SameKey_ProvesBothSides()
    {
        var (agent, manager) = Shake(Key, Key, "s", "s");

        Assert.True(agent);
        Assert.Equal(HandshakeStep.Proven, manager);
    }

    [Theory]
    [InlineData(true, "s")]
    [InlineData(false, "another")]
    public void OtherKeyOrSandbox_ProvesNothingToTheAgent(bool otherKey, string sandbox)
    {
        var (agent, manager) = Shake(Key, otherKey ? OtherKey : Key, "s", sandbox);

        Assert.False(agent);
        Assert.Equal(HandshakeStep.Continue, manager);
    }

    [Fact]
    public void AgentWithoutTheKey_ProvesNothingToTheManager()
    {
        var output = new FrameWriter();
        var manager = new ManagerHandshake("s", Key, Nonce(2));
        output.Begin(MessageType.AgentHello, 0);
        output.U16(ProtocolVersion.Current);
        output.Raw(Nonce(1));
        output.Finish();
        output.Begin(MessageType.AgentProof, 0);
        output.Raw(Proof.OfAgent(OtherKey, "s", Nonce(1), Nonce(2)));
        output.Finish();
        var frames = new FrameReader();
        frames.Received(output.Pending);

        frames.Next(out var hello);
        Assert.Equal(HandshakeStep.Continue, manager.Accept(hello, new()));
        frames.Next(out var proof);
        Assert.Equal(HandshakeStep.NotProven, manager.Accept(proof, new()));
    }

    [Fact]
    public void ManagersProof_ReplayedOnAnotherConnection_ProvesNothing()
    {
        var recorded = ManagerAnswer(Nonce(1));

        Assert.False(Accepts(Nonce(3), recorded));
        Assert.True(Accepts(Nonce(1), recorded));
    }

    [Fact]
    public void ManagersOwnProof_SentBack_DoesNotProveTheAgent() =>
        Assert.False(Proof.Same(Proof.OfManager(Key, "s", Nonce(1), Nonce(2)), Proof.OfAgent(Key, "s", Nonce(1), Nonce(2))));

    [Fact]
    public void OtherVersion_IsSaidAsSuch()
    {
        var output = new FrameWriter();
        output.Begin(MessageType.AgentHello, 0);
        output.U16(ProtocolVersion.Current + 1);
        output.Raw(Nonce(1));
        output.Finish();
        var frames = new FrameReader();
        frames.Received(output.Pending);
        frames.Next(out var hello);

        Assert.Equal(HandshakeStep.OtherVersion, new ManagerHandshake("s", Key, Nonce(2)).Accept(hello, new()));
    }

    [Theory]
    [InlineData(MessageType.Bind)]
    [InlineData(MessageType.Execute)]
    [InlineData(MessageType.Status)]
    public void AnyVerb_BeforeTheProof_ClosesTheChannel(MessageType type)
    {
        var session = new AgentSession(new() { Sandbox = "s", Key = Key, Workspace = "/" }, Nonce(1));
        var output = new FrameWriter();
        output.Empty(type, 1);
        session.Input.Received(output.Pending);

        Assert.Equal(SessionStep.Close, session.Next(out _));
    }

    // RFC 4231, test cases 1, 2 and 6.
    [Theory]
    [InlineData("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")]
    [InlineData("4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    [InlineData("131*aa", "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374", "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")]
    public void Mac_IsThatOfTheRfc(string key, string message, string expected)
    {
        var keyBytes = key.Contains('*') ? [.. Enumerable.Repeat((byte)0xaa, 131)] : Convert.FromHexString(key);

        Assert.Equal(expected, Convert.ToHexStringLower(Proof.Mac(keyBytes, Convert.FromHexString(message))));
    }

    private static (bool Agent, HandshakeStep Manager) Shake(byte[] agentKey, byte[] managerKey, string agentSandbox, string managerSandbox)
    {
        var (toManager, toAgent) = (new FrameWriter(), new FrameWriter());
        var agent = new AgentHandshake(agentSandbox, agentKey, Nonce(1));
        var manager = new ManagerHandshake(managerSandbox, managerKey, Nonce(2));
        agent.Hello(toManager);
        var step = Give(toManager, manager, toAgent);
        var frames = new FrameReader();
        frames.Received(toAgent.Pending);
        frames.Next(out var frame);
        return agent.Accept(frame, toManager) ? (true, Give(toManager, manager, toAgent)) : (false, step);
    }

    private static HandshakeStep Give(FrameWriter from, ManagerHandshake manager, FrameWriter output)
    {
        var frames = new FrameReader();
        frames.Received(from.Pending);
        from.Sent(from.PendingBytes);
        frames.Next(out var frame);
        return manager.Accept(frame, output);
    }

    private static byte[] ManagerAnswer(byte[] agentNonce)
    {
        var (hello, answer) = (new FrameWriter(), new FrameWriter());
        new AgentHandshake("s", Key, agentNonce).Hello(hello);
        Give(hello, new("s", Key, Nonce(2)), answer);
        return answer.Pending.ToArray();
    }

    private static bool Accepts(byte[] nonce, byte[] answer)
    {
        var frames = new FrameReader();
        frames.Received(answer);
        frames.Next(out var frame);
        return new AgentHandshake("s", Key, nonce).Accept(frame, new());
    }

    private static byte[] Nonce(byte value) => [.. Enumerable.Repeat(value, Proof.NonceBytes)];
}
