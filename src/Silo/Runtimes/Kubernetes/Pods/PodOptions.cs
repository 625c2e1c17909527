namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>What a pod is given beside what its template says; section "Kubernetes:Pod".</summary>
public sealed class PodOptions
{
    /// <summary>The largest user or group id that Kubernetes takes.</summary>
    private const long MostUid = int.MaxValue;

    /// <summary>
    /// The processors that a pod asks the scheduler for, as a share of what it may use: idle pods use none, and an overbooked node only slows them. More than 0, at most 1. Default: 0.1.
    /// </summary>
    public double CpuRequestShare { get; set; } = 0.1;

    /// <summary>
    /// The memory that a pod asks for, as a share of what it may use. Below 1 the node is overbooked, and a node without memory evicts sandboxes. More than 0, at most 1. With both shares 1
    /// a pod's quality of service is Guaranteed, else Burstable. Default: 1.
    /// </summary>
    public double MemoryRequestShare { get; set; } = 1;

    /// <summary>Disk that a pod may use, for the agent's copy and logs; what user code writes is memory. In bytes, 32 MiB to 1 TiB. Default: 64 MiB.</summary>
    public long EphemeralStorageBytes { get; set; } = 64L << 20;

    /// <summary>Size of /tmp, in memory and counted as the sandbox's. In bytes, 1 MiB to 1 TiB. Default: 64 MiB.</summary>
    public long TmpBytes { get; set; } = 64L << 20;

    /// <summary>Size of /dev/shm, likewise. Default: 64 MiB.</summary>
    public long SharedMemoryBytes { get; set; } = 64L << 20;

    /// <summary>
    /// Each sandbox runs under a user id of its own, from here on: what the kernel counts by user (processes above all) is then counted for each sandbox. With
    /// <see cref="UserNamespaces"/> all run under 65,532, which their namespace makes their own. 10,000 to 2,147,483,647. Default: 2,000,000,000.
    /// </summary>
    public long FirstUid { get; set; } = 2_000_000_000;

    /// <summary>How many user ids there are; two sandboxes of a node seldom meet in one. 1 (all share it) to 1,000,000,000. Default: 100,000,000.</summary>
    public long Uids { get; set; } = 100_000_000;

    /// <summary>Run pods in user namespaces (hostUsers: false); for servers and nodes that know it. Default: false.</summary>
    public bool UserNamespaces { get; set; }

    /// <summary>The RuntimeClass of sandboxes, for example gvisor. Null: the cluster's default runtime. Default: null.</summary>
    public string? RuntimeClass { get; set; }

    /// <summary>The PriorityClass of sandboxes; should be below that of the silos. Null: the cluster's default. Default: null.</summary>
    public string? PriorityClass { get; set; }

    /// <summary>Labels of the nodes that sandboxes may stand on. Default: none, all nodes.</summary>
    public Dictionary<string, string> NodeSelector { get; set; } = [];

    /// <summary>Keys of taints that sandboxes tolerate, for nodes that are kept for them. Default: none.</summary>
    public List<string> Tolerations { get; set; } = [];

    /// <summary>Labels of the pods beside ours, which win. Default: none.</summary>
    public Dictionary<string, string> Labels { get; set; } = [];

    /// <summary>Annotations of the pods beside ours, which win. Default: none.</summary>
    public Dictionary<string, string> Annotations { get; set; } = [];

    /// <summary>How long a pod stays on a node that is not ready or not reachable, in seconds. 0 to 3,600. Default: 30.</summary>
    public int NodeLossSeconds { get; set; } = 30;

    /// <summary>What is wrong with these settings, a sentence each.</summary>
    public IEnumerable<string> Errors()
    {
        foreach (var (setting, share) in (IEnumerable<(string, double)>)[("CpuRequestShare", CpuRequestShare), ("MemoryRequestShare", MemoryRequestShare)])
        {
            if (share is not (> 0 and <= 1))
            {
                yield return $"Kubernetes:Pod:{setting} is {share}; it must be more than 0 and at most 1.";
            }
        }

        foreach (var (setting, size, least) in (IEnumerable<(string, long, long)>)[("EphemeralStorageBytes", EphemeralStorageBytes, 32L << 20), ("TmpBytes", TmpBytes, 1L << 20), ("SharedMemoryBytes", SharedMemoryBytes, 1L << 20)])
        {
            if (size < least || size > 1L << 40)
            {
                yield return $"Kubernetes:Pod:{setting} is {size}; it must be {least} to {1L << 40}.";
            }
        }

        if (FirstUid is < 10_000 or > MostUid || Uids is < 1 or > 1_000_000_000 || FirstUid + Uids - 1 > MostUid)
        {
            yield return $"Kubernetes:Pod:FirstUid is {FirstUid} and Kubernetes:Pod:Uids is {Uids}; they must be at least 10,000 and 1, and the last user id at most {MostUid}.";
        }

        if (FirstUid <= SandboxUid.Agent && FirstUid + Uids > SandboxUid.Agent)
        {
            yield return $"Kubernetes:Pod:FirstUid is {FirstUid} and Kubernetes:Pod:Uids is {Uids}; {SandboxUid.Agent}, which owns the agent's file, must not be among them.";
        }

        if (NodeLossSeconds is < 0 or > 3_600)
        {
            yield return $"Kubernetes:Pod:NodeLossSeconds is {NodeLossSeconds}; it must be 0 to 3,600.";
        }

        foreach (var (setting, name) in (IEnumerable<(string, string?)>)[("RuntimeClass", RuntimeClass), ("PriorityClass", PriorityClass)])
        {
            if (name is not null && !KubernetesNames.IsSubdomain(name))
            {
                yield return $"Kubernetes:Pod:{setting} is '{name}'; it must be the name of one.";
            }
        }

        foreach (var (key, value) in Labels.Concat(NodeSelector))
        {
            if (!KubernetesNames.IsQualified(key) || !KubernetesNames.IsLabelValue(value))
            {
                yield return $"Kubernetes:Pod has the label {key}={value}, which Kubernetes would not take.";
            }
        }

        foreach (var key in Annotations.Keys.Concat(Tolerations))
        {
            if (!KubernetesNames.IsQualified(key))
            {
                yield return $"Kubernetes:Pod has the key '{key}', which Kubernetes would not take.";
            }
        }
    }
}
