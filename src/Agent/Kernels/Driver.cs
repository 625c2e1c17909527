using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Sandboxes.Agent;

/// <summary>The script that makes an interpreter a kernel; it travels in the agent's binary.</summary>
internal sealed unsafe class Driver
{
    /// <summary>The driver sends its compiled code before it is ready, if this is its argument.</summary>
    private const string SendCode = "send-code";
    private const string FlagsMark = " agent-args: ";

    /// <summary>Reads so many bytes of compiled code from the control socket, and runs them as the text would run. They are the first bytes that come there.</summary>
    private const string PythonLoader =
        """
        import marshal, os
        code = bytearray()
        while len(code) < BYTES: code += os.read(3, BYTES - len(code)) or os._exit(0)
        code = marshal.loads(code)
        exec(code)
        """;

    private static readonly string[] PythonFlags = ["-I", "-u", "-c"];
    private static readonly string[] JavaScriptFlags = ["-e"];
    private readonly string[] _start;
    private readonly bool _isPython;

    private Driver(bool isPython, string[] start, string text)
    {
        (_isPython, _start) = (isPython, start);
        FromText = [.. start, text];
    }

    public string Interpreter => _start[0];

    /// <summary>The whole command line.</summary>
    public string[] FromText { get; }

    /// <summary>The same, and it tells its compiled code, if it has any.</summary>
    public string[] FromTextToCode => _isPython ? [.. FromText, SendCode] : FromText;

    /// <summary>Null: no driver for this language.</summary>
    public static Driver? Of(string language, IReadOnlyList<string> interpreter)
    {
        var text = Text(language);
        var isPython = language == "python";
        return text is null ? null : new(isPython, [.. interpreter, .. Flags(text), .. isPython ? PythonFlags : JavaScriptFlags], text);
    }

    /// <summary>The command line of one that reads its compiled code.</summary>
    public string[] FromCode(int bytes) => [.. _start, PythonLoader.Replace("BYTES", bytes.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)];

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
