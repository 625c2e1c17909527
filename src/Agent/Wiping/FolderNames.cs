using System.Runtime.InteropServices;

namespace Sandboxes.Agent;

/// <summary>The names in a folder, whatever their bytes.</summary>
internal static class FolderNames
{
    private static readonly byte[] Buffer = new byte[32 << 10];

    /// <summary>At most so many of them; removing what was returned and reading again reaches the others.</summary>
    public static unsafe List<byte[]> Read(int folder, int most)
    {
        var names = new List<byte[]>();
        Sys.Call(8, folder);
        fixed (byte* p = Buffer)
        {
            for (var count = (int)Sys.Call(217, folder, (nint)p, Buffer.Length); count > 0 && names.Count < most; count = (int)Sys.Call(217, folder, (nint)p, Buffer.Length))
            {
                Take(Buffer.AsSpan(0, count), names);
            }
        }

        return names;
    }

    private static void Take(ReadOnlySpan<byte> records, List<byte[]> names)
    {
        while (records.Length > 19)
        {
            var length = MemoryMarshal.Read<ushort>(records[16..]);
            var name = records[19..length];
            name = name[..name.IndexOf((byte)0)];
            records = records[length..];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                names.Add(name.ToArray());
            }
        }
    }
}
