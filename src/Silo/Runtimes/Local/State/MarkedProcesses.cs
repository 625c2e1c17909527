using System.Text;
using Sandboxes.Silo.Runtimes.Local.Launch;

namespace Sandboxes.Silo.Runtimes.Local.State;

/// <summary>
/// Programs of sandboxes without isolation, known by a variable of their environment: there is no namespace that ends them
/// with their agent. One that clears its environment escapes this; a cgroup, where there is one, still ends it.
/// </summary>
internal static class MarkedProcesses
{
    public const string Variable = "SANDBOX_OWNER";

    /// <summary>The most rounds of killing: programs may fork while they are being counted.</summary>
    private const int MostRounds = 20;

    private const int MostReapTries = 500;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(2);

    public static string Mark(string instance, string sandbox) => $"{instance}/{sandbox}";

    /// <summary>Kills everything whose mark is the instance, or a sandbox of it, until nothing is left.</summary>
    public static void Kill(string instance, string sandbox = "")
    {
        var mark = Encoding.UTF8.GetBytes($"{Variable}={Mark(instance, sandbox)}");
        var killed = new List<LaunchedProcess>();
        for (var round = 0; round < MostRounds && KillOnce(mark, killed); round++)
        {
            Reap(killed);
        }
    }

    /// <summary>Names of an instance's sandboxes of which something runs.</summary>
    public static IReadOnlySet<string> Sandboxes(string instance)
    {
        var mark = $"{Variable}={Mark(instance, "")}";
        return Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _))
            .SelectMany(folder => Encoding.UTF8.GetString(Environment(folder)).Split('\0'))
            .Where(variable => variable.StartsWith(mark, StringComparison.Ordinal))
            .Select(variable => variable[mark.Length..])
            .Where(SandboxName.IsMatch)
            .ToHashSet();
    }

    private static bool KillOnce(byte[] mark, List<LaunchedProcess> killed)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var pid) && IsMarked(folder, mark) && LaunchedProcess.Find(pid) is { } process)
            {
                process.Kill();
                killed.Add(process);
            }
        }

        return killed.Count > 0;
    }

    // Orphans come to us only once their own parent is gone, so each is asked for until it is nobody's.
    private static void Reap(List<LaunchedProcess> killed)
    {
        using var pause = new ManualResetEventSlim();
        for (var tries = 0; tries < MostReapTries && killed.Count > 0; tries++)
        {
            killed.RemoveAll(IsNoMore);
            pause.Wait(BetweenTries);
        }

        killed.ForEach(process => process.Dispose());
        killed.Clear();
    }

    private static bool IsNoMore(LaunchedProcess process)
    {
        _ = process.Reap();
        if (Directory.Exists($"/proc/{process.Pid}"))
        {
            return false;
        }

        process.Dispose();
        return true;
    }

    private static bool IsMarked(string processFolder, byte[] mark) => Environment(processFolder).AsSpan().IndexOf(mark) >= 0;

    private static byte[] Environment(string processFolder)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(processFolder, "environ"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
