using k8s.Models;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Watching;

/// <summary>What the scheduler counts of a node's room, or of what a pod takes of it.</summary>
internal readonly record struct Amount(long Pods, long Millicores, long MemoryBytes)
{
    public static Amount operator +(Amount one, Amount other) => new(one.Pods + other.Pods, one.Millicores + other.Millicores, one.MemoryBytes + other.MemoryBytes);

    public static Amount operator -(Amount one, Amount other) => new(one.Pods - other.Pods, one.Millicores - other.Millicores, one.MemoryBytes - other.MemoryBytes);

    /// <summary>What a node, or a container's requests, name; 0 for what they do not.</summary>
    public static Amount Of(IDictionary<string, ResourceQuantity>? named) => new(
        (long)Value(named, "pods"),
        (long)Math.Ceiling(Value(named, PodResources.Cpu) * 1_000),
        (long)Value(named, PodResources.Memory));

    /// <summary>What the scheduler keeps for a pod: its containers together, or the largest that runs before them where that is more.</summary>
    public static Amount Of(V1Pod pod)
    {
        var running = pod.Spec.Containers.Select(Of).Aggregate(default(Amount), (sum, one) => sum + one);
        var before = (pod.Spec.InitContainers ?? []).Select(Of).Aggregate(default(Amount), Most);
        return Most(running, before) + Of(pod.Spec.Overhead) with { Pods = 1 };
    }

    public static Amount Least(Amount one, Amount other) => new(Math.Min(one.Pods, other.Pods), Math.Min(one.Millicores, other.Millicores), Math.Min(one.MemoryBytes, other.MemoryBytes));

    /// <summary>How many of another fit in this one, by what is scarcest.</summary>
    public int Fit(Amount each) => (int)Math.Clamp(Math.Min(Share(Pods, each.Pods), Math.Min(Share(Millicores, each.Millicores), Share(MemoryBytes, each.MemoryBytes))), 0, int.MaxValue);

    /// <summary>What limits of pods come to whose requests are this much, where requests are a share of the limits.</summary>
    public Resources InLimits(PodOptions options) => new((long)(Math.Max(0, MemoryBytes) / options.MemoryRequestShare), (long)(Math.Max(0, Millicores) / options.CpuRequestShare));

    private static long Share(long whole, long each) => each <= 0 ? long.MaxValue : whole / each;

    private static Amount Most(Amount one, Amount other) => new(Math.Max(one.Pods, other.Pods), Math.Max(one.Millicores, other.Millicores), Math.Max(one.MemoryBytes, other.MemoryBytes));

    private static Amount Of(V1Container container) => Of(container.Resources?.Requests);

    private static decimal Value(IDictionary<string, ResourceQuantity>? named, string name) => named is not null && named.TryGetValue(name, out var amount) ? amount.ToDecimal() : 0;
}
