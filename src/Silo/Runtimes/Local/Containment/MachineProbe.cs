using Sandboxes.Silo.Runtimes.Local.Cgroups;
using Sandboxes.Silo.Runtimes.Local.Native;
using Sandboxes.Silo.Runtimes.Local.State;

namespace Sandboxes.Silo.Runtimes.Local.Containment;

/// <summary>Reads what the kernel says about itself. What can be tried is tried elsewhere, and added.</summary>
internal static class MachineProbe
{
    public static MachineFacts Read(LocalIsolation isolation, string? bubblewrap, CgroupFacts cgroups, UidBlock? uids) => new()
    {
        Isolation = isolation,
        IsRoot = Libc.IsRoot,
        Bubblewrap = bubblewrap,
        UsersMayMakeNamespaces = Switch("/proc/sys/kernel/unprivileged_userns_clone"),
        MostUserNamespaces = Number("/proc/sys/user/max_user_namespaces"),
        AppArmorRestricts = Switch("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") ?? false,
        Container = Container(),
        Cgroups = cgroups,
        Uids = uids is null ? null : (uids.First, uids.Last),
    };

    /// <summary>The first program of that name on the PATH.</summary>
    public static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static string? Container()
    {
        if (File.Exists("/.dockerenv"))
        {
            return "docker";
        }

        return File.Exists("/run/.containerenv") ? "podman" : Environment.GetEnvironmentVariable("container");
    }

    private static bool? Switch(string path) => Number(path) is { } number ? number != 0 : null;

    private static long? Number(string path)
    {
        try
        {
            return long.TryParse(File.ReadAllText(path), out var number) ? number : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
