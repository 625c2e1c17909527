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

        var instance = InstanceFolder.NameOf(instanceFolder);
        MarkedProcesses.Kill(instance);
        BubblewrapProcesses.Kill(instanceFolder, new HashSet<int>());
        Directory.Delete(instanceFolder, recursive: true);
    }

    public static string[] NotedCgroups(string instanceFolder)
    {
        var list = Path.Combine(instanceFolder, CgroupList);
        return File.Exists(list) ? File.ReadAllLines(list) : [];
    }

    /// <summary>Replaces the list by those that are still there.</summary>
    public static void ForgetCgroupsBut(string instanceFolder, IEnumerable<string> there)
    {
        var unfinished = Path.Combine(instanceFolder, CgroupList + ".new");
        File.WriteAllLines(unfinished, there);
        File.Move(unfinished, Path.Combine(instanceFolder, CgroupList), overwrite: true);
    }
}
