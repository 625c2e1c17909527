using System.Globalization;
using Sandboxes.Silo.Runtimes.Local.Launch;

namespace Sandboxes.Silo.Runtimes.Local.Ledger;

/// <summary>A process as it can be written down: its number and, so that no other can be meant, when the kernel started it (in ticks since the boot).</summary>
internal readonly record struct ProcessMark(int Pid, long StartTicks)
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>Where a process's start stands in /proc/pid/stat, counted from behind its name.</summary>
    private const int StartField = 19;

    /// <summary>The machine's present run: numbers and ticks of another mean nothing.</summary>
    public static string ReadBootId() => File.ReadAllText(BootIdFile).Trim();

    /// <summary>Null: there is no such process, or it has ended and only waits to be reaped.</summary>
    public static ProcessMark? Of(int pid) => StartOf(pid) is { } ticks ? new(pid, ticks) : null;

    /// <summary>The process if it still runs; null where it has ended, also where another has its number. Opened first and compared then: what is held cannot be replaced any more.</summary>
    public LaunchedProcess? Open()
    {
        var process = LaunchedProcess.Find(Pid);
        if (process is not null && StartOf(Pid) == StartTicks)
        {
            return process;
        }

        process?.Dispose();
        return null;
    }

    private static long? StartOf(int pid)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // A program chooses its own name, which may hold spaces and parentheses: the last parenthesis ends it.
    private static long? Parse(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length <= StartField || fields[0] is "Z" or "X" ? null : long.Parse(fields[StartField], CultureInfo.InvariantCulture);
    }
}
