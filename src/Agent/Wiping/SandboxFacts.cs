using System.Globalization;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>Collects all that is compared with the first day.</summary>
internal static class SandboxFacts
{
    /// <summary>
    /// Sockets, and who could still make any. The kernel walks a table of the whole machine to list those of TCP, which takes milliseconds, so this is done while interpreters start. Where nobody stands besides the
    /// agent, its bridges and kernels that were started afresh, no code of a lease can change it any more.
    /// </summary>
    public static List<Fact> Network(Surroundings around) => [.. Processes(around), .. SocketTable.Facts()];

    /// <param name="around">Where to look.</param>
    /// <param name="oldKernels">Processes that were kernels before; none of them may be one now.</param>
    /// <param name="network">Taken since the lease's processes were killed; null: it is taken now.</param>
    public static (WritableTrees Trees, List<Fact> Facts) Collect(Surroundings around, IReadOnlyCollection<int> oldKernels, IReadOnlyCollection<Fact>? network)
    {
        var facts = new List<Fact>();
        var mounts = Mounts(facts);
        var trees = WritableTrees.Look(mounts);
        facts.AddRange(network is null ? Network(around) : [.. network, .. Processes(around).Except(network)]);
        facts.AddRange(trees.Facts);
        facts.AddRange(SystemVObjects.Facts());
        facts.AddRange(MessageQueues.Facts(mounts));
        facts.AddRange(InheritedState.Facts());
        facts.AddRange(around.Environment.Variables.Select(variable => new Fact(TraceKind.Environment, variable.Key, variable.Value)));
        facts.Add(Number(TraceKind.Agent, "executions", around.Executions.Known));
        facts.Add(Number(TraceKind.Agent, "open files", around.Handles.Count));
        facts.AddRange(around.Kernels.Select(kernel => KernelOf(kernel, oldKernels)));
        return (trees, facts);
    }

    public static IReadOnlyList<Mount> Mounts(List<Fact>? facts = null)
    {
        if (ProcText.Read("/proc/self/mountinfo") is not { } table || MountTable.Parse(table) is not { } mounts)
        {
            facts?.Add(new(TraceKind.Unseen, "mounts", "the kernel's table cannot be read"));
            return [];
        }

        facts?.AddRange(mounts.Select(mount => new Fact(TraceKind.Mount, mount.Id, mount.Line)));
        return mounts;
    }

    private static IEnumerable<Fact> Processes(Surroundings around)
    {
        var kernels = around.Kernels.Select(kernel => kernel.Root).ToHashSet();
        return [.. around.Processes.Read().Keys
            .Where(process => process != Sys.ProcessId() && !kernels.Contains(process) && !around.IsBridge(process))
            .Select(process => new Fact(TraceKind.Process, process.ToString(CultureInfo.InvariantCulture), ProcText.Read($"/proc/{process}/comm")?.Trim() ?? "runs"))];
    }

    private static Fact KernelOf(Kernel kernel, IReadOnlyCollection<int> old) =>
        new(TraceKind.Kernel, kernel.Language, old.Contains(kernel.Root) ? "is the process of before" : kernel.State == KernelState.Ready ? "stands ready" : kernel.Failure ?? "does not stand ready");

    private static Fact Number(TraceKind kind, string subject, int count) => new(kind, subject, count.ToString(CultureInfo.InvariantCulture));
}
