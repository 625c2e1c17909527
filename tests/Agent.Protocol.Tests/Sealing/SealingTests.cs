using System.Text;
using CsCheck;

namespace Sandboxes.Agent.Protocol.Tests.Sealing;

public class SealingTests
{
    private static readonly byte[] Key = Bytes(1);
    private static readonly byte[] StartKey = Bytes(2);

    [Theory]
    [InlineData("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4", "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c", "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")]
    [InlineData("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d", "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493", "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957")]
    public void KeyAgreement_VectorsOfRfc7748_Agree(string privateKey, string publicKey, string secret)
    {
        var agreed = new byte[32];

        Assert.True(KeyAgreement.TryAgree(Convert.FromHexString(privateKey), Convert.FromHexString(publicKey), agreed));

        Assert.Equal(secret, Convert.ToHexStringLower(agreed));
    }

    [Fact]
    public void KeyAgreement_KeyThatMakesEverySecretTheSame_IsRefused() => Assert.False(KeyAgreement.TryAgree(Key, new byte[32], new byte[32]));

    [Theory]
    [InlineData(SealState.Waiting)]
    [InlineData(SealState.Started)]
    public void Bytes_InAnyPieces_ComeThroughBothWays(SealState state) =>
        Gen.Select(Gen.Byte.Array[0, 60_000], Gen.Int[1, 40_000].Array[1, 8]).Sample((bytes, pieces) =>
        {
            var ends = new Ends(state);
            var there = ends.ToAgent(bytes, pieces);
            var back = ends.ToManager(bytes);
            return there is not null && bytes.AsSpan().SequenceEqual(there) && bytes.AsSpan().SequenceEqual(back);
        });

    [Fact]
    public void Record_WithAnyBitChanged_ClosesTheStream() => Gen.Select(Gen.Int[0, 2_000], Gen.Int[0, 7]).Sample((at, bit) =>
    {
        var ends = new Ends(SealState.Started);
        var record = ends.Seal(Encoding.UTF8.GetBytes(new string('x', 500)));
        record[at % record.Length] ^= (byte)(1 << bit);
        // A length that became longer makes it wait for more, which then shows it.
        return !(ends.Deliver(record) && ends.Deliver(new byte[RecordCipher.MostBytes]));
    });

    [Fact]
    public void Record_SentTwice_ClosesTheStream()
    {
        var ends = new Ends(SealState.Started);
        var record = ends.Seal("once"u8);

        Assert.True(ends.Deliver(record));
        Assert.False(ends.Deliver(record));
    }

    [Fact]
    public void Record_LeftOut_ClosesTheStream()
    {
        var ends = new Ends(SealState.Started);
        _ = ends.Seal("first"u8);

        Assert.False(ends.Deliver(ends.Seal("second"u8)));
    }

    [Theory]
    [InlineData("s-other", 1, 2)]
    [InlineData("s-one", 3, 2)]
    public void StartedAgent_OtherNameOrKey_OpensNoRecord(string sandbox, int key, int startKey)
    {
        var ends = new Ends(SealState.Started, sandbox, Bytes(key), Bytes(startKey));

        Assert.False(ends.Deliver(ends.Seal("hello"u8)));
    }

    [Fact]
    public void WaitingAgent_WhoeverLacksTheStartKey_IsNotHeard()
    {
        var ends = new Ends(SealState.Waiting, "s-one", Key, Bytes(7));

        Assert.False(ends.Deliver(ends.Seal("hello"u8)));
    }

    [Fact]
    public void WaitingAgent_WhoeverKnowsOnlyTheSandboxKey_IsNotHeard()
    {
        var initiator = new SealInitiator("s-one", Key, Bytes(7), Bytes(20));
        var responder = new SealResponder("s-one", SealState.Waiting, KeyAgreement.PublicKey(StartKey), Bytes(21));
        var (answer, opener, _) = responder.Accept(initiator.Hello)!.Value;
        answer[1] = (byte)SealState.Started;

        var sealer = initiator.Accept(answer)!.Value.Out;

        var record = new byte[RecordCipher.MostBytes];
        Assert.True(opener.Open(record.AsSpan(0, sealer.Seal("hello"u8, record)), new byte[RecordCipher.MostPlainBytes]) < 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(RecordCipher.MostPlainBytes + RecordCipher.TagBytes + 1)]
    public void Length_OfWhatIsNoRecord_IsNegative(int length) => Assert.Equal(-1, RecordCipher.Length([(byte)length, (byte)(length >> 8), 0]));

    [Fact]
    public void Hello_OfAnotherVersionOrLength_IsNotAnswered()
    {
        var hello = SealKeys.Hello(KeyAgreement.PublicKey(Bytes(4)));
        Assert.Null(Responder().Accept(hello.AsSpan(1)));
        hello[0]++;
        Assert.Null(Responder().Accept(hello));

        static SealResponder Responder() => new("s-one", SealState.Started, Key, Bytes(5));
    }

    private static byte[] Bytes(int seed) => [.. Enumerable.Range(0, 32).Select(i => (byte)((seed * 37) + (i * 11) + 1))];

    /// <summary>A manager's and an agent's end without a stream between them.</summary>
    private sealed class Ends
    {
        private readonly FrameReader _input = new();
        private readonly FrameWriter _output = new();
        private readonly SealedTransport _agent;
        private readonly RecordCipher _sealer;
        private readonly RecordCipher _opener;

        public Ends(SealState state, string sandbox = "s-one", byte[]? key = null, byte[]? startKey = null)
        {
            var initiator = new SealInitiator(sandbox, key ?? Key, startKey ?? StartKey, Bytes(10));
            var responder = new SealResponder("s-one", state, state == SealState.Started ? Key : KeyAgreement.PublicKey(StartKey), Bytes(11));
            _agent = new(responder, _input, _output);
            Assert.True(Deliver(initiator.Hello));
            var answer = _agent.Pending();
            var agreed = initiator.Accept(answer)!.Value;
            _agent.Sent(answer.Length);
            Assert.Equal(state, agreed.State);
            (_sealer, _opener) = (agreed.Out, agreed.In);
        }

        public byte[] Seal(ReadOnlySpan<byte> plain)
        {
            var record = new byte[RecordCipher.MostBytes];
            return record[.._sealer.Seal(plain, record)];
        }

        public bool Deliver(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0)
            {
                var room = _agent.Room().Span;
                var count = Math.Min(room.Length, bytes.Length);
                bytes[..count].CopyTo(room);
                bytes = bytes[count..];
                if (!_agent.Received(count))
                {
                    return false;
                }
            }

            return true;
        }

        public byte[]? ToAgent(byte[] payload, int[] pieces)
        {
            var writer = new FrameWriter();
            writer.Begin(MessageType.Start, 7);
            writer.Raw(payload);
            writer.Finish();
            var all = new List<byte>();
            for (var (at, piece) = (0, 0); at < writer.PendingBytes; piece++)
            {
                var count = Math.Min(Math.Min(pieces[piece % pieces.Length], RecordCipher.MostPlainBytes), writer.PendingBytes - at);
                all.AddRange(Seal(writer.Pending.Slice(at, count)));
                at += count;
            }

            for (var (at, piece) = (0, 0); at < all.Count; piece++)
            {
                var count = Math.Min(pieces[piece % pieces.Length], all.Count - at);
                if (!Deliver([.. all.Skip(at).Take(count)]))
                {
                    return null;
                }

                at += count;
            }

            return _input.Next(out var frame) == FrameRead.Frame ? frame.Payload.ToArray() : null;
        }

        public byte[] ToManager(byte[] payload)
        {
            _output.Begin(MessageType.Reply, 7);
            _output.Raw(payload);
            _output.Finish();
            var reader = new FrameReader();
            var plain = new byte[RecordCipher.MostPlainBytes];
            for (var pending = _agent.Pending(); pending.Length > 0; pending = _agent.Pending())
            {
                var length = RecordCipher.Length(pending);
                reader.Received(plain.AsSpan(0, _opener.Open(pending[..length], plain)));
                _agent.Sent(length);
            }

            Assert.Equal(FrameRead.Frame, reader.Next(out var frame));
            return frame.Payload.ToArray();
        }
    }
}
