using System.Runtime.InteropServices;
using System.Text;

namespace Sandboxes.Agent;

/// <summary>The script that makes an interpreter a kernel; it travels in the agent's binary.</summary>
internal static unsafe class Driver
{
    private const string FlagsMark = " agent-args: ";

    /// <summary>The whole command line. Null: no driver for this language.</summary>
    public static string[]? CommandLine(string language, IReadOnlyList<string> interpreter)
    {
        var text = Text(language);
        return text is null ? null : [.. interpreter, .. Flags(text), .. language == "python" ? ["-I", "-u", "-c"] : new[] { "-e" }, text];
    }

    private static string? Text(string language) => language switch
    {
        "python" => Utf8(Native.PythonDriver()),
        "javascript" => Utf8(Native.JavaScriptDriver()),
        _ => null,
    };

    // A driver may ask for flags of its interpreter in a comment on its first line.
    private static string[] Flags(string text)
    {
        var line = text[..Math.Max(0, text.IndexOf('\n'))];
        var at = line.IndexOf(FlagsMark, StringComparison.Ordinal);
        return at < 0 ? [] : line[(at + FlagsMark.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Utf8(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
