using Sandboxes.Silo.Runtimes.Local.State;

namespace Sandboxes.Silo.Runtimes.Local.Cgroups;

/// <summary>Finds where this process may make cgroups by making some.</summary>
internal static class CgroupFinder
{
    public static ICgroupTree Find(InstanceFolder instance)
    {
        try
        {
            var mounts = CgroupMounts.OfThisProcess();
            return (ICgroupTree?)CgroupsV2.Make(mounts, instance)
                ?? (ICgroupTree?)CgroupsV1.Make(mounts, instance)
                ?? new NoCgroups("no cgroup hierarchy that this user may use is mounted");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new NoCgroups(fault.Message);
        }
    }
}
