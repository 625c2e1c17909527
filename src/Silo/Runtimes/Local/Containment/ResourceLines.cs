namespace Sandboxes.Silo.Runtimes.Local.Containment;

/// <summary>Memory, processors and processes: by cgroups where they may be made, else by less or by nothing.</summary>
internal static class ResourceLines
{
    public static IEnumerable<string> Of(MachineFacts facts) => [Memory(facts), Processors(facts), Processes(facts), .. Mend(facts)];

    private static string Memory(MachineFacts facts) => facts.Cgroups switch
    {
        { Memory: true, Swap: true } => $"memory: the template's limit, without swap, memory file systems included ({Version(facts)})",
        { Memory: true } => $"memory: the template's limit ({Version(facts)}); swap is NOT contained. Mend it: sudo swapoff -a, or boot with swapaccount=1",
        _ => "memory: NOT contained",
    };

    private static string Processors(MachineFacts facts) => facts.Cgroups.Cpu
        ? $"processors: the template's share ({Version(facts)})"
        : "processors: NOT contained";

    private static string Processes(MachineFacts facts) => facts switch
    {
        { Cgroups.Processes: true } => $"processes: the template's limit ({Version(facts)})",
        { Isolation: LocalIsolation.Bubblewrap } => "processes: the template's limit (RLIMIT_NPROC in the user namespace)",
        { Uids: not null } => "processes: the template's limit (RLIMIT_NPROC of the sandbox's own user)",
        _ => "processes: NOT contained",
    };

    private static IEnumerable<string> Mend(MachineFacts facts)
    {
        if (facts.Cgroups is { Memory: true, Cpu: true, Processes: true })
        {
            return [];
        }

        var how = facts.IsRoot
            ? "mount the cgroup hierarchies, or give this container its own (docker run --privileged --cgroupns=private)"
            : "systemd-run --user --scope -p Delegate=yes make run (cgroup v2), or start as root";
        return [$"What is not contained is so because cgroups are not to be had: {facts.Cgroups.Problem ?? "a controller is missing"}. Mend it: {how}"];
    }

    private static string Version(MachineFacts facts) => $"cgroup v{facts.Cgroups.Version}";
}
