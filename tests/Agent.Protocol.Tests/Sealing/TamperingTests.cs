using CsCheck;
using static Sandboxes.Agent.Protocol.Tests.Sealing.Ends;

namespace Sandboxes.Agent.Protocol.Tests.Sealing;

/// <summary>Somebody stands between manager and agent, and changes what goes by.</summary>
public class TamperingTests
{
    private static readonly Gen<SealState> States = Gen.Bool.Select(isWaiting => isWaiting ? SealState.Waiting : SealState.Started);

    [Fact]
    public void Agreement_WithAnyBitChangedOnItsWay_LetsNoRecordThroughInEitherDirection() =>
        Gen.Select(States, Gen.Bool, Gen.Int[0, (SealKeys.AnswerBytes * 8) - 1]).Sample((state, isHello, at) =>
        {
            var initiator = new SealInitiator("s-one", Key, StartKey, Bytes(10));
            var responder = new SealResponder("s-one", state, state == SealState.Started ? Key : KeyAgreement.PublicKey(StartKey), Bytes(11));
            if (responder.Accept(isHello ? Flipped(initiator.Hello, at) : initiator.Hello) is not { } agent || initiator.Accept(isHello ? agent.Answer : Flipped(agent.Answer, at)) is not { } manager)
            {
                return true;
            }

            return !Opens(manager.Out, agent.In) && !Opens(agent.Out, manager.In);
        });

    [Theory]
    [InlineData(SealState.Waiting)]
    [InlineData(SealState.Started)]
    public void Agreement_WithAKeyOfWhoStandsBetween_IsNotHeardByTheAgent(SealState state)
    {
        var between = new SealInitiator("s-one", Bytes(30), Bytes(31), Bytes(32));
        var responder = new SealResponder("s-one", state, state == SealState.Started ? Key : KeyAgreement.PublicKey(StartKey), Bytes(11));
        var agent = responder.Accept(between.Hello)!.Value;
        var swapped = between.Accept(agent.Answer)!.Value;

        Assert.False(Opens(swapped.Out, agent.In));
    }

    [Fact]
    public void Agreement_WithAStartedAgentsKeySwapped_IsOpenedByNobody()
    {
        var initiator = new SealInitiator("s-one", Key, StartKey, Bytes(10));
        var between = new SealResponder("s-one", SealState.Started, Bytes(30), Bytes(32)).Accept(initiator.Hello)!.Value;
        var manager = initiator.Accept(between.Answer)!.Value;

        Assert.False(Opens(manager.Out, between.In) || Opens(between.Out, manager.In));
    }

    [Fact]
    public void Records_ReorderedRepeatedLeftOutOrChanged_ComeThroughUpToThere() =>
        Gen.Select(Gen.Byte.Array[1, 40].Array[2, 8], Gen.Int[0, 3], Gen.Int[0, 1_000], Gen.Int[0, 1_000]).Sample((messages, harm, first, second) =>
        {
            var (sealer, opener) = (new RecordCipher(Key), new RecordCipher(Key));
            var records = messages.Select(message => Sealed(sealer, message)).ToList();
            var at = first % (records.Count - 1);
            Harm(records, harm, at, second);

            var opened = records.Select(record => Open(opener, record)).ToList();

            // What stands before the harm is whole; from there on nothing opens, however right it is.
            Assert.Equal(messages.Take(at), opened.Take(at));
            Assert.All(opened.Skip(harm == 1 ? at + 1 : at), Assert.Null);
        });

    [Fact]
    public void Record_CutShort_IsWaitedForAndNeverHalfOpened() => Gen.Int[0, 100].Sample(cut =>
    {
        var ends = new Ends(SealState.Started);
        var record = ends.Seal(new byte[100]);
        return ends.Deliver(record.AsSpan(0, Math.Min(cut, record.Length - 1))) && ends.NothingCame;
    });

    private static void Harm(List<byte[]> records, int harm, int at, int second)
    {
        switch (harm)
        {
            case 0:
                (records[at], records[at + 1]) = (records[at + 1], records[at]);
                break;
            case 1:
                records.Insert(at + 1, records[at]);
                break;
            case 2:
                records.RemoveAt(at);
                break;
            default:
                records[at] = Flipped(records[at], (RecordCipher.HeaderBytes * 8) + (second % ((records[at].Length - RecordCipher.HeaderBytes) * 8)));
                break;
        }
    }

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        var changed = bytes.ToArray();
        changed[bit / 8 % bytes.Length] ^= (byte)(1 << (bit % 8));
        return changed;
    }

    private static bool Opens(RecordCipher sealer, RecordCipher opener) => Open(opener, Sealed(sealer, [1, 2, 3])) is not null;

    private static byte[] Sealed(RecordCipher cipher, byte[] plain)
    {
        var record = new byte[RecordCipher.MostBytes];
        return record[..cipher.Seal(plain, record)];
    }

    private static byte[]? Open(RecordCipher cipher, byte[] record)
    {
        var plain = new byte[RecordCipher.MostPlainBytes];
        var count = cipher.Open(record, plain);
        return count < 0 ? null : plain[..count];
    }
}
