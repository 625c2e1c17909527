using System.Buffers.Binary;
using System.Text;

namespace Sandboxes.Agent.Protocol;

/// <summary>A growing buffer that little-endian values are appended to.</summary>
public class WireWriter
{
    private const int SmallestBuffer = 512;
    private byte[] _bytes = [];

    /// <summary>Where the next byte goes.</summary>
    public int End { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, End);

    protected ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, End);

    protected Span<byte> Buffer => _bytes;

    public byte[] ToArray() => Written.ToArray();

    public void U8(byte value) => Take(1)[0] = value;

    public void Bool(bool value) => U8(value ? (byte)1 : (byte)0);

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    public void I32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    public void I64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    /// <summary>Whole milliseconds.</summary>
    public void Duration(TimeSpan value) => I64((long)value.TotalMilliseconds);

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Bytes with their length before them.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        I32(bytes.Length);
        Raw(bytes);
    }

    /// <summary>UTF-8 with its length before it.</summary>
    public void Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        I32(length);
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    public void Texts(IReadOnlyCollection<string> texts)
    {
        I32(texts.Count);
        foreach (var text in texts)
        {
            Text(text);
        }
    }

    public void Map(IReadOnlyDictionary<string, string>? map)
    {
        I32(map?.Count ?? 0);
        foreach (var (name, value) in map ?? new Dictionary<string, string>())
        {
            Text(name);
            Text(value);
        }
    }

    /// <summary>Room for <paramref name="count"/> bytes that the caller fills.</summary>
    public Span<byte> Take(int count)
    {
        if (_bytes.Length - End < count)
        {
            Array.Resize(ref _bytes, Math.Max(Math.Max(_bytes.Length * 2, SmallestBuffer), End + count));
        }

        End += count;
        return _bytes.AsSpan(End - count, count);
    }

    protected void Truncate(int end) => End = end;

    /// <summary>Gives a buffer that grew beyond <paramref name="most"/> bytes back.</summary>
    protected void Shrink(int most)
    {
        if (End == 0 && _bytes.Length > most)
        {
            _bytes = [];
        }
    }
}
