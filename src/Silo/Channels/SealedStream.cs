using System.Buffers;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Silo.Channels;

/// <summary>The manager's end of a sealed stream. One reader and one writer at a time. What cannot be opened ends it with an <see cref="IOException"/>.</summary>
internal sealed class SealedStream(Stream stream, RecordCipher opener, RecordCipher sealer) : DuplexBytes
{
    private const int RecordsAtOnce = 4;

    private readonly byte[] _in = new byte[2 * RecordCipher.MostBytes];
    private readonly byte[] _plain = new byte[RecordCipher.MostPlainBytes];
    private int _inStart;
    private int _inEnd;
    private int _plainStart;
    private int _plainEnd;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_plainStart == _plainEnd && !OpenNext())
        {
            var count = await stream.ReadAsync(_in.AsMemory(_inEnd), cancellationToken);
            if (count == 0)
            {
                return 0;
            }

            _inEnd += count;
        }

        var taken = Math.Min(buffer.Length, _plainEnd - _plainStart);
        _plain.AsMemory(_plainStart, taken).CopyTo(buffer);
        _plainStart += taken;
        return taken;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Most channels are those of idle sandboxes, which keep nothing for what they might have to say.
        var sealedBytes = ArrayPool<byte>.Shared.Rent(RecordsAtOnce * RecordCipher.MostBytes);
        try
        {
            while (buffer.Length > 0)
            {
                var end = 0;
                for (var records = 0; records < RecordsAtOnce && buffer.Length > 0; records++)
                {
                    var plain = buffer[..Math.Min(buffer.Length, RecordCipher.MostPlainBytes)];
                    end += sealer.Seal(plain.Span, sealedBytes.AsSpan(end));
                    buffer = buffer[plain.Length..];
                }

                await stream.WriteAsync(sealedBytes.AsMemory(0, end), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(sealedBytes);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Opens the next record. False: it is not whole yet.</summary>
    private bool OpenNext()
    {
        var length = RecordCipher.Length(_in.AsSpan(_inStart, _inEnd - _inStart));
        if (length < 0)
        {
            throw NotTheirs();
        }

        if (length == 0 || _inEnd - _inStart < length)
        {
            MakeRoom();
            return false;
        }

        var count = opener.Open(_in.AsSpan(_inStart, length), _plain);
        _inStart += length;
        (_plainStart, _plainEnd) = count >= 0 ? (0, count) : throw NotTheirs();
        return true;
    }

    private void MakeRoom()
    {
        _in.AsSpan(_inStart, _inEnd - _inStart).CopyTo(_in);
        (_inStart, _inEnd) = (0, _inEnd - _inStart);
    }

    private static IOException NotTheirs() => new("What came cannot be opened: it is not the agent's, or was changed on its way.");
}
