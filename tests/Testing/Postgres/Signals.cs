using System.Globalization;
using System.Runtime.InteropServices;

namespace Sandboxes.Testing.Postgres;

/// <summary>Signals to a server's main process, and to its children, which are in groups of their own.</summary>
internal static class Signals
{
    public const int Interrupt = 2, Quit = 3, Kill = 9, Continue = 18, Stop = 19;

    public static void Send(int process, int signal) => _ = SendSignal(process, signal);

    /// <summary>The parent comes first, so that no child is born meanwhile.</summary>
    public static void SendToAll(int parent, int signal)
    {
        Send(parent, signal);
        foreach (var child in Children(parent))
        {
            Send(child, signal);
        }
    }

    private static IEnumerable<int> Children(int parent) => File.ReadAllText($"/proc/{parent}/task/{parent}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
