using System.Text;

namespace Sandboxes.Agent;

/// <summary>What a folder has besides its mode: extended attributes (access lists are among them) and flags that what is made in it inherits.</summary>
internal sealed unsafe record FolderAttributes(IReadOnlyDictionary<string, string> Extended, int? Flags)
{
    private const int MostBytes = 4 << 10;
    private const uint GetFlags = 0x80086601;
    private const uint SetFlags = 0x40086602;

    public static FolderAttributes Of(int folder)
    {
        var extended = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Names(folder))
        {
            extended[name] = Value(folder, name);
        }

        long flags = 0;
        return new(extended, Sys.Call(16, folder, unchecked((nint)GetFlags), (nint)(&flags)) == 0 ? (int)flags : null);
    }

    /// <summary>Takes away what was not there, and puts the flags back. A value that was changed stays, and is found.</summary>
    public void Restore(int folder)
    {
        foreach (var name in Names(folder).Where(name => !Extended.ContainsKey(name)))
        {
            using var text = new CString(Encoding.Latin1.GetBytes(name));
            Sys.Call(199, folder, (nint)text.Pointer);
        }

        if (Flags is { } wanted && Of(folder).Flags != wanted)
        {
            long flags = wanted;
            Sys.Call(16, folder, (nint)SetFlags, (nint)(&flags));
        }
    }

    public string Describe() => $"flags {Flags} attributes {string.Join(',', Extended.Select(each => each.Key + "=" + each.Value))}";

    private static string[] Names(int folder)
    {
        var bytes = stackalloc byte[MostBytes];
        var count = (int)Sys.Call(196, folder, (nint)bytes, MostBytes);
        return count <= 0 ? [] : Encoding.Latin1.GetString(bytes, count).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Value(int folder, string name)
    {
        using var text = new CString(Encoding.Latin1.GetBytes(name));
        var bytes = stackalloc byte[MostBytes];
        var count = (int)Sys.Call(193, folder, (nint)text.Pointer, (nint)bytes, MostBytes);
        return count < 0 ? $"error {count}" : Convert.ToHexString(new ReadOnlySpan<byte>(bytes, count));
    }
}
