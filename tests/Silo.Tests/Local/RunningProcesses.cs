using System.Globalization;

namespace Sandboxes.Silo.Tests.Local;

/// <summary>Processes of this machine, by what they were started with.</summary>
internal static class RunningProcesses
{
    /// <summary>Those that name a text in their arguments (bwrap names the state folder), and their children.</summary>
    public static IReadOnlyList<RunningProcess> Naming(string text)
    {
        var parents = All().Where(pid => Read($"/proc/{pid}/cmdline").Contains(text, StringComparison.Ordinal)).ToList();
        return [.. parents.Concat(parents.SelectMany(Children)).Distinct().Select(pid => new RunningProcess(pid, StartOf(pid)))];
    }

    /// <summary>When it was started; nothing for one that has ended, though it may not be reaped yet.</summary>
    public static string StartOf(int pid)
    {
        var stat = Read($"/proc/{pid}/stat");
        var fields = stat.Length == 0 ? ["Z"] : stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? "" : fields[19];
    }

    private static IEnumerable<int> All() =>
        Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture));

    private static IEnumerable<int> Children(int pid) => Read($"/proc/{pid}/task/{pid}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture));

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

/// <summary>A process by its number and the time of its start, so that a later one of the same number is not meant.</summary>
internal sealed record RunningProcess(int Pid, string Start)
{
    public bool Runs => RunningProcesses.StartOf(Pid) == Start;
}
