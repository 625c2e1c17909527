using k8s.Models;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>
/// The volumes of a pod, each with a size. They are open to all users as Kubernetes makes them (mode 0777), so no group is set on them: there is one user in the sandbox.
/// All that user code can write is in memory and counted as the sandbox's: sizes of volumes on disk are kept by evictions that come a minute late, when the node's disk is full already.
/// </summary>
internal static class PodVolumes
{
    public const string Workspace = "/workspace";

    /// <summary>Where the main container has the agent, for reading only.</summary>
    public const string Agent = "/sandbox/agent";

    /// <summary>
    /// The file for a container's last message, which the kubelet gives to all users to write, without a limit and without counting it. The init container has closed its folder to the sandbox.
    /// </summary>
    public const string LastMessage = Agent + "/closed/log";

    /// <summary>Where the init container copies it to.</summary>
    public const string AgentInstall = "/sandbox-agent-volume";

    /// <summary>Where the start token is. In memory, as all that the sandbox can write: a node that starts again has lost the token, and nothing starts there twice.</summary>
    public const string Once = "/sandbox/once";

    /// <summary>The init container's user makes it and the agent takes it away before it listens; the sandbox's user cannot make one that the agent would take.</summary>
    public const string Token = Once + "/start/token";

    private const string InMemory = "Memory";
    private const long AgentBytes = 16L << 20;
    private const long OnceBytes = 1L << 20;

    public static List<V1Volume> Of(SandboxLimits limits, PodOptions options) =>
    [
        Volume("agent", AgentBytes, null),
        Volume("once", OnceBytes, InMemory),
        Volume("workspace", limits.WorkspaceBytes, InMemory),
        Volume("tmp", options.TmpBytes, InMemory),
        Volume("shm", options.SharedMemoryBytes, InMemory),
    ];

    public static List<V1VolumeMount> OfInstall => [new() { Name = "agent", MountPath = AgentInstall }, new() { Name = "once", MountPath = Once }];

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
