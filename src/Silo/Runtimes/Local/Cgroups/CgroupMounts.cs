namespace Sandboxes.Silo.Runtimes.Local.Cgroups;

/// <summary>Where the hierarchies are mounted and which cgroup of each we are in, from the kernel's own two files.</summary>
internal sealed class CgroupMounts(string mountInfo, string ownCgroups)
{
    public static CgroupMounts OfThisProcess() => new(File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText("/proc/self/cgroup"));

    /// <summary>Our cgroup's folder in the hierarchy of version 2; null where it is not mounted or has no controllers.</summary>
    public string? Unified() => Own("cgroup2", "", _ => true);

    /// <summary>Our cgroup's folder in the hierarchy of a controller of version 1; null where there is none.</summary>
    public string? Legacy(string controller) => Own("cgroup", controller, options => options.Split(',').Contains(controller));

    /// <summary>The top of the hierarchy of version 1 with that controller or name; null where there is none.</summary>
    public string? LegacyTop(string controller) => Mounts().FirstOrDefault(mount => mount.Type == "cgroup" && mount.Options.Split(',').Contains(controller))?.Point;

    private string? Own(string type, string controller, Func<string, bool> isMeant)
    {
        var mount = Mounts().FirstOrDefault(mount => mount.Type == type && isMeant(mount.Options));
        return mount is null ? null : Existing(mount.Point, Path(controller));
    }

    // In a container whose cgroup namespace differs from its mounts the path of our own cgroup is not there; the mount's top is ours then.
    private static string Existing(string mountPoint, string path)
    {
        var own = mountPoint + path.TrimEnd('/');
        return Directory.Exists(own) ? own : mountPoint;
    }

    private string Path(string controller)
    {
        var line = ownCgroups.Split('\n').Select(line => line.Split(':', 3)).FirstOrDefault(parts => parts.Length == 3 && parts[1].Split(',').Contains(controller));
        return line?[2] ?? "/";
    }

    private IEnumerable<Mount> Mounts() =>
        from line in mountInfo.Split('\n')
        let halves = line.Split(" - ", 2)
        where halves.Length == 2
        let left = halves[0].Split(' ')
        let right = halves[1].Split(' ')
        where left.Length > 4 && right.Length > 2
        select new Mount(left[4], right[0], right[2]);

    private sealed record Mount(string Point, string Type, string Options);
}
