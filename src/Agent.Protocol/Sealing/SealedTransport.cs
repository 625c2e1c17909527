namespace Sandboxes.Agent.Protocol;

/// <summary>The agent's end of a sealed stream: first the agreement, then records. What is in them goes into <paramref name="input"/>, what stands in <paramref name="output"/> is sealed when it is its turn.</summary>
public sealed class SealedTransport(SealResponder responder, FrameReader input, FrameWriter output) : ITransport
{
    /// <summary>Records that are sealed at a time.</summary>
    private const int RecordsAtOnce = 4;

    private byte[] _in = new byte[1 << 10];
    private byte[] _out = [];
    private int _inEnd;
    private int _outStart;
    private int _outEnd;
    private RecordCipher? _opener;
    private RecordCipher? _sealer;

    public int PendingBytes => _outEnd - _outStart + (_sealer is null ? 0 : output.PendingBytes);

    public Memory<byte> Room()
    {
        if (_in.Length - _inEnd == 0)
        {
            Array.Resize(ref _in, RecordCipher.MostBytes);
        }

        return _in.AsMemory(_inEnd);
    }

    public bool Received(int count)
    {
        _inEnd += count;
        return (_opener is not null || Agree()) && OpenAll();
    }

    public ReadOnlySpan<byte> Pending()
    {
        if (_outStart == _outEnd && _sealer is not null)
        {
            SealSome(_sealer);
        }

        return _out.AsSpan(_outStart, _outEnd - _outStart);
    }

    public void Sent(int count) => _outStart += count;

    // True as well where the hello is not whole yet.
    private bool Agree()
    {
        if (_inEnd < SealKeys.HelloBytes)
        {
            return true;
        }

        if (responder.Accept(_in.AsSpan(0, SealKeys.HelloBytes)) is not { } agreed)
        {
            return false;
        }

        (_opener, _sealer, _out, _outEnd) = (agreed.In, agreed.Out, agreed.Answer, agreed.Answer.Length);
        Drop(SealKeys.HelloBytes);
        return true;
    }

    private bool OpenAll()
    {
        if (_opener is null)
        {
            return true;
        }

        Span<byte> plain = stackalloc byte[RecordCipher.MostPlainBytes];
        var at = 0;
        int length;
        for (length = RecordCipher.Length(_in.AsSpan(0, _inEnd)); length > 0 && _inEnd - at >= length; length = RecordCipher.Length(_in.AsSpan(at, _inEnd - at)))
        {
            var count = _opener.Open(_in.AsSpan(at, length), plain);
            if (count < 0)
            {
                return false;
            }

            input.Received(plain[..count]);
            at += length;
        }

        Drop(at);
        return length >= 0;
    }

    private void SealSome(RecordCipher sealer)
    {
        (_outStart, _outEnd) = (0, 0);
        for (var records = 0; records < RecordsAtOnce && output.PendingBytes > 0; records++)
        {
            var plain = output.Pending[..Math.Min(output.PendingBytes, RecordCipher.MostPlainBytes)];
            var room = plain.Length + RecordCipher.HeaderBytes + RecordCipher.TagBytes;
            if (_out.Length - _outEnd < room)
            {
                Array.Resize(ref _out, _outEnd + room);
            }

            _outEnd += sealer.Seal(plain, _out.AsSpan(_outEnd));
            output.Sent(plain.Length);
        }
    }

    private void Drop(int count)
    {
        _in.AsSpan(count, _inEnd - count).CopyTo(_in);
        _inEnd -= count;
    }
}
