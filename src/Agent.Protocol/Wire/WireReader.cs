using System.Buffers.Binary;
using System.Text;

namespace Sandboxes.Agent.Protocol;

/// <summary>
/// Reads what <see cref="WireWriter"/> wrote. What is not there reads as nothing and sets <see cref="Failed"/>, so that a
/// decoder reads to its end and asks once.
/// </summary>
public ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private const int MostItems = 65_536;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Something was missing, too long or not UTF-8.</summary>
    public bool Failed { get; private set; }

    /// <summary>Everything was there and nothing is left over.</summary>
    public readonly bool Complete => !Failed && _rest.IsEmpty;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte U8() => Take(1) is { Length: 1 } one ? one[0] : default;

    public bool Bool() => U8() != 0;

    public ushort U16() => Take(2) is { Length: 2 } two ? BinaryPrimitives.ReadUInt16LittleEndian(two) : default;

    public int I32() => Take(4) is { Length: 4 } four ? BinaryPrimitives.ReadInt32LittleEndian(four) : default;

    public uint U32() => Take(4) is { Length: 4 } four ? BinaryPrimitives.ReadUInt32LittleEndian(four) : default;

    public long I64() => Take(8) is { Length: 8 } eight ? BinaryPrimitives.ReadInt64LittleEndian(eight) : default;

    /// <summary>Not negative, and at most a hundred years: no arithmetic with it overflows.</summary>
    public TimeSpan Duration()
    {
        var milliseconds = I64();
        Failed |= milliseconds is < 0 or > 100L * 365 * 24 * 3_600_000;
        return Failed ? TimeSpan.Zero : TimeSpan.FromMilliseconds(milliseconds);
    }

    public ReadOnlySpan<byte> Bytes() => Take(I32());

    public string Text()
    {
        var bytes = Bytes();
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            Failed = true;
            return "";
        }
    }

    public string[] Texts()
    {
        var texts = new string[Count(4)];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Text();
        }

        return texts;
    }

    public Dictionary<string, string> Map()
    {
        var count = Count(8);
        var map = new Dictionary<string, string>(count);
        for (var i = 0; i < count && !Failed; i++)
        {
            var name = Text();
            map[name] = Text();
        }

        return map;
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (Failed || count < 0 || count > _rest.Length)
        {
            Failed = true;
            return default;
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    // A count is believed only as far as bytes for so many items are there, so no frame asks for more memory than it has.
    private int Count(int smallestItem)
    {
        var count = I32();
        Failed |= count is < 0 or > MostItems || count > _rest.Length / smallestItem;
        return Failed ? 0 : count;
    }
}
