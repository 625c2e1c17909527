namespace Sandboxes.Agent.Protocol.Tests.Sealing;

/// <summary>A manager's and an agent's end without a stream between them.</summary>
internal sealed class Ends
{
    public static readonly byte[] Key = Bytes(1);
    public static readonly byte[] StartKey = Bytes(2);

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

    /// <summary>A key that differs by its seed.</summary>
    public static byte[] Bytes(int seed) => [.. Enumerable.Range(0, 32).Select(i => (byte)((seed * 37) + (i * 11) + 1))];

    public byte[] Seal(ReadOnlySpan<byte> plain)
    {
        var record = new byte[RecordCipher.MostBytes];
        return record[.._sealer.Seal(plain, record)];
    }

    /// <summary>No byte of a frame came through.</summary>
    public bool NothingCame => _input.Next(out _) == FrameRead.NeedMore;

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
