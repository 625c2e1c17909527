using Sandboxes.Silo.Runtimes.Local.Cgroups;

namespace Sandboxes.Silo.Runtimes.Local.State;

/// <summary>What a manager that was killed has left: cgroups with what still runs in them, processes without isolation, its folder.</summary>
internal static class Leftovers
{
    public const string CgroupList = "cgroups";

    public static void Remove(string instanceFolder)
    {
        foreach (var cgroup in NotedCgroups(instanceFolder))
        {
            CgroupFolder.Destroy(cgroup);
        }

        MarkedProcesses.Kill(Path.GetFileName(instanceFolder));
        Directory.Delete(instanceFolder, recursive: true);
    }

    private static string[] NotedCgroups(string instanceFolder)
    {
        var list = Path.Combine(instanceFolder, CgroupList);
        return File.Exists(list) ? File.ReadAllLines(list) : [];
    }
}
