namespace Sandboxes.Chaos.Cluster;

/// <summary>Sandboxes outlive their silos; here nobody will come for them.</summary>
internal static class Leavings
{
    private const int MostRounds = 50;
    private const double BetweenRoundsMs = 100;
    private const string Cgroups = "/sys/fs/cgroup";

    public static async Task Remove(IReadOnlyCollection<string> nodes, string stateFolder, RunClock clock)
    {
        for (var round = 0; round < MostRounds && Kill(nodes, stateFolder); round++)
        {
            await clock.Pause(BetweenRoundsMs);
        }

        foreach (var folder in nodes.SelectMany(FoldersOf))
        {
            Remove(folder);
        }
    }

    private static bool Kill(IReadOnlyCollection<string> nodes, string stateFolder)
    {
        List<int> processes = [.. LivingSandbox.All(nodes).SelectMany(sandbox => sandbox.Processes), .. LivingSandbox.Containers(stateFolder)];
        processes.ForEach(process => Signals.Send(process, Signals.Kill));
        return processes.Count > 0;
    }

    private static IEnumerable<string> FoldersOf(string node) => Directory.Exists(Cgroups)
        ? Directory.EnumerateDirectories(Cgroups, $"sandboxes-{node}-*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint, MaxRecursionDepth = 6 }).ToList()
        : [];

    /// <summary>A cgroup's files go with it: only its folders can be removed, the innermost first.</summary>
    private static void Remove(string folder)
    {
        try
        {
            foreach (var inner in Directory.EnumerateDirectories(folder))
            {
                Remove(inner);
            }

            Directory.Delete(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The cgroup {folder} stays: {error.Message}");
        }
    }
}
