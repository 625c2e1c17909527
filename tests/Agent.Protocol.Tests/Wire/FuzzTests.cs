using CsCheck;

namespace Sandboxes.Agent.Protocol.Tests.Wire;

/// <summary>Ten million bytes of anything: nothing but requests that decode or a clean close comes of them.</summary>
public class FuzzTests
{
    private const int Rounds = 2_500;
    private const int BytesEachRound = 4_000;
    private static readonly byte[] Key = new byte[32];
    private static readonly byte[] Nonce = new byte[Proof.NonceBytes];

    [Fact]
    public void RandomBytes_BeforeTheProof_CloseOrWait() =>
        Gen.Byte.Array[BytesEachRound].Sample(bytes => Feed(New(), bytes) is SessionStep.Close or SessionStep.NeedMore, iter: Rounds);

    [Fact]
    public void MutatedFrames_AfterTheProof_DecodeOrAreRefused() =>
        Gen.Select(Gen.Select(Gen.Byte, Gen.Byte.Array[0, 60]).List[1, 80], Gen.Int[0, 4_000], Gen.Byte)
            .Sample((frames, at, value) =>
            {
                var writer = new FrameWriter();
                foreach (var (type, payload) in frames)
                {
                    writer.Begin((MessageType)(type % 70), type);
                    writer.Raw(payload);
                    writer.Finish();
                }

                var bytes = writer.Pending.ToArray();
                bytes[at % bytes.Length] = value;
                return Feed(Proven(), bytes) is SessionStep.Close or SessionStep.NeedMore;
            }, iter: Rounds);

    private static AgentSession New() => new(new() { Sandbox = "s", Key = Key, Workspace = "/" }, Nonce);

    private static AgentSession Proven()
    {
        var session = New();
        var hello = new FrameWriter();
        hello.Begin(MessageType.ManagerHello, 0);
        hello.U16(ProtocolVersion.Current);
        hello.Raw(Nonce);
        hello.Raw(Proof.OfManager(Key, "s", Nonce, Nonce));
        hello.Finish();
        Feed(session, hello.Pending);
        Assert.True(session.Proven);
        return session;
    }

    private static SessionStep Feed(AgentSession session, ReadOnlySpan<byte> bytes)
    {
        session.Input.Received(bytes);
        var step = session.Next(out var request);
        for (; step == SessionStep.Request; step = session.Next(out request))
        {
            Assert.True(session.Proven);
            Decode(request);
        }

        return step;
    }

    // What the agent does with a payload before it acts on it.
    private static void Decode(in Frame request)
    {
        var reader = new WireReader(request.Payload);
        _ = request.Type switch
        {
            MessageType.Execute => ExecuteRequest.Decode(ref reader).Lease,
            MessageType.Read => ReadRequest.Decode(ref reader).Lease,
            MessageType.Reply => RefusalReply.Decode(ref reader).Detail,
            var type when LatchVerbs.Handles(type) => LatchVerbs.Apply(Latch.Create(TimeSpan.Zero, TimeSpan.FromSeconds(1)), TimeSpan.Zero, false, request)?.Answer.ToString(),
            _ => reader.Text(),
        };
    }
}
