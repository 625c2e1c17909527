using Sandboxes.Silo.Runtimes.Local.Launch;

namespace Sandboxes.Silo.Runtimes.Local.State;

/// <summary>Processes of bubblewrap that made sandboxes of an instance, known by the root in their arguments. What runs under another name or with other arguments is never touched.</summary>
internal static class BubblewrapProcesses
{
    private const string Name = "bwrap";

    /// <summary>The most rounds: one that is just being started may have no child yet.</summary>
    private const int MostRounds = 500;

    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(2);

    /// <summary>Kills them and what they made, first that (with process 1 everything in a sandbox ends), but for those that are accounted for. False: some did not end.</summary>
    public static bool Kill(string instanceFolder, IReadOnlySet<int> accounted)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var found = Of(instanceFolder).Where(pid => !accounted.Contains(pid)).ToList();
            if (found.Count == 0)
            {
                return true;
            }

            found.ForEach(KillWithChild);
            using var pause = new ManualResetEventSlim();
            pause.Wait(BetweenRounds);
        }

        return false;
    }

    private static void KillWithChild(int pid)
    {
        using var process = LaunchedProcess.Find(pid);
        using var child = process?.FirstChild();
        child?.Kill();
        process?.Kill();
    }

    private static IEnumerable<int> Of(string instanceFolder)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var pid) && Names(folder, instanceFolder + "/"))
            {
                yield return pid;
            }
        }
    }

    private static bool Names(string processFolder, string instanceFolder)
    {
        try
        {
            var arguments = File.ReadAllText(Path.Combine(processFolder, "cmdline")).Split('\0');
            return arguments[0] == Name && arguments.Any(argument => argument.StartsWith(instanceFolder, StringComparison.Ordinal));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
