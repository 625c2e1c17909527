using System.Text;

namespace Sandboxes.Agent;

/// <summary>Whole small files of /proc, byte by byte as characters.</summary>
internal static class ProcText
{
    private const int MostBytes = 1 << 20;

    /// <summary>Null: it is not there, or is longer than a megabyte.</summary>
    public static string? Read(string path)
    {
        var file = Sys.OpenAt(Sys.CurrentDirectory, Encoding.Latin1.GetBytes(path), Sys.ReadOnly | Sys.CloseOnExec);
        if (file < 0)
        {
            return null;
        }

        var text = new StringBuilder();
        Span<byte> some = stackalloc byte[8 << 10];
        var count = Sys.Read(file, some);
        for (; count > 0 && text.Length < MostBytes; count = Sys.Read(file, some))
        {
            text.Append(Encoding.Latin1.GetString(some[..count]));
        }

        Sys.Close(file);
        return count == 0 ? text.ToString() : null;
    }

    public static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static string[] Fields(string line) => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
}
