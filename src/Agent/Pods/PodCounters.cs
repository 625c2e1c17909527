using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>A container sees its own cgroup beneath /sys/fs/cgroup, in either version, so the agent finds by itself what tells why a program failed.</summary>
internal static class PodCounters
{
    public static AgentStart Add(AgentStart start) => start with
    {
        OomCounterFd = Open("/sys/fs/cgroup/memory.events"u8, "/sys/fs/cgroup/memory/memory.oom_control"u8),
        PidsCounterFd = Open("/sys/fs/cgroup/pids.events"u8, "/sys/fs/cgroup/pids/pids.events"u8),
    };

    private static int Open(ReadOnlySpan<byte> version2, ReadOnlySpan<byte> version1)
    {
        var file = Sys.OpenAt(Sys.CurrentDirectory, version2, Sys.ReadOnly | Sys.CloseOnExec);
        return Math.Max(-1, file >= 0 ? file : Sys.OpenAt(Sys.CurrentDirectory, version1, Sys.ReadOnly | Sys.CloseOnExec));
    }
}
