using System.Text;
using CsCheck;
using static Sandboxes.Agent.Protocol.Tests.Sealing.Ends;

namespace Sandboxes.Agent.Protocol.Tests.Sealing;

public class SealingTests
{
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
}
