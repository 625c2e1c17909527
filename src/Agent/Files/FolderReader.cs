using System.Runtime.InteropServices;
using System.Text;

namespace Sandboxes.Agent;

/// <summary>Names of a folder in the order of their bytes. Names that are not UTF-8 are left out: no path of the contract can say them.</summary>
internal static class FolderReader
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private static readonly byte[] Buffer = new byte[32 << 10];

    /// <summary>The first names after one, and whether more remain. Never holds more than it returns.</summary>
    public static (List<byte[]> Names, bool More) Read(int folder, byte[]? after, int most)
    {
        var names = new SortedSet<byte[]>(ByteOrder.Instance);
        var more = false;
        for (var count = ReadSome(folder); count > 0; count = ReadSome(folder))
        {
            more |= Take(Buffer.AsSpan(0, count), after, most, names);
        }

        return ([.. names], more);
    }

    public static string? Decode(byte[] name)
    {
        try
        {
            return Strict.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static unsafe int ReadSome(int folder)
    {
        fixed (byte* p = Buffer)
        {
            return (int)Sys.Call(217, folder, (nint)p, Buffer.Length);
        }
    }

    private static bool Take(ReadOnlySpan<byte> records, byte[]? after, int most, SortedSet<byte[]> names)
    {
        var more = false;
        while (records.Length > 19)
        {
            var length = MemoryMarshal.Read<ushort>(records[16..]);
            var name = records[19..length];
            name = name[..name.IndexOf((byte)0)];
            records = records[length..];
            if (!IsListed(name, after))
            {
                continue;
            }

            names.Add(name.ToArray());
            if (names.Count > most)
            {
                names.Remove(names.Max!);
                more = true;
            }
        }

        return more;
    }

    private static bool IsListed(ReadOnlySpan<byte> name, byte[]? after) =>
        !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8) && !name.StartsWith(WrittenFile.Prefix)
        && (after is null || name.SequenceCompareTo(after) > 0)
        && System.Text.Unicode.Utf8.IsValid(name);

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
