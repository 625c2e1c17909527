using System.Globalization;
using k8s.Models;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>What a pod may use, and what of it the scheduler keeps for it.</summary>
internal static class PodResources
{
    public const string Cpu = "cpu";
    public const string Memory = "memory";
    public const string EphemeralStorage = "ephemeral-storage";

    /// <summary>Less than this the kernel cannot ration.</summary>
    private const int LeastMillicores = 10;

    /// <summary>
    /// The same for both containers: they do not run at the same time, so the pod counts as much as one of them. Workspace, /tmp and /dev/shm are within the memory.
    /// </summary>
    public static V1ResourceRequirements Of(SandboxLimits limits, PodOptions options) => new()
    {
        Limits = Amounts(Millicores(limits.Cpus), limits.MemoryBytes, options.EphemeralStorageBytes),
        Requests = RequestsOf(limits, options),
    };

    /// <summary>What a sandbox takes of a node's room.</summary>
    public static Dictionary<string, ResourceQuantity> RequestsOf(SandboxLimits limits, PodOptions options) =>
        Amounts(Millicores(limits.Cpus * options.CpuRequestShare), (long)Math.Ceiling(limits.MemoryBytes * options.MemoryRequestShare), options.EphemeralStorageBytes);

    public static ResourceQuantity Bytes(long bytes) => new(bytes.ToString(CultureInfo.InvariantCulture));

    public static ResourceQuantity Cpus(double cpus) => new(string.Create(CultureInfo.InvariantCulture, $"{Millicores(cpus)}m"));

    private static Dictionary<string, ResourceQuantity> Amounts(long millicores, long memory, long disk) => new()
    {
        [Cpu] = new(string.Create(CultureInfo.InvariantCulture, $"{millicores}m")),
        [Memory] = Bytes(memory),
        [EphemeralStorage] = Bytes(disk),
    };

    private static long Millicores(double cpus) => Math.Max(LeastMillicores, (long)Math.Ceiling(cpus * 1_000));
}
