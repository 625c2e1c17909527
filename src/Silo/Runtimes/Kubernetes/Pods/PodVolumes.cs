using k8s.Models;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>
/// The volumes of a pod, each with a size. They are open to all users as Kubernetes makes them (mode 0777), so no group is set on them: there is one user in the sandbox.
/// What user code can write is in memory and counted as the sandbox's, so that it never fills the node's disk.
/// </summary>
internal static class PodVolumes
{
    public const string Workspace = "/workspace";

    /// <summary>Where the main container has the agent, for reading only.</summary>
    public const string Agent = "/sandbox/agent";

    /// <summary>Where the init container copies it to.</summary>
    public const string AgentInstall = "/sandbox-agent-volume";

    /// <summary>On disk, so that a node that starts again finds the mark of an agent that ran already.</summary>
    public const string Once = "/sandbox/once";

    private const string InMemory = "Memory";
    private const long AgentBytes = 16L << 20;
    private const long OnceBytes = 1L << 20;

    public static List<V1Volume> Of(SandboxLimits limits, PodOptions options) =>
    [
        Volume("agent", AgentBytes, null),
        Volume("once", OnceBytes, null),
        Volume("workspace", limits.WorkspaceBytes, InMemory),
        Volume("tmp", options.TmpBytes, InMemory),
        Volume("shm", options.SharedMemoryBytes, InMemory),
    ];

    public static List<V1VolumeMount> OfInstall => [new() { Name = "agent", MountPath = AgentInstall }];

    public static List<V1VolumeMount> OfSandbox =>
    [
        new() { Name = "agent", MountPath = Agent, ReadOnlyProperty = true },
        new() { Name = "once", MountPath = Once },
        new() { Name = "workspace", MountPath = Workspace },
        new() { Name = "tmp", MountPath = "/tmp" },
        new() { Name = "shm", MountPath = "/dev/shm" },
    ];

    private static V1Volume Volume(string name, long bytes, string? medium) => new() { Name = name, EmptyDir = new() { SizeLimit = PodResources.Bytes(bytes), Medium = medium } };
}
