namespace Sandboxes.Abstractions;

/// <summary>Memory and processors, counted in the limits of sandboxes: what one weighs, what a node's weigh together, or what they may weigh.</summary>
[GenerateSerializer, Immutable]
public readonly record struct Resources([property: Id(0)] long MemoryBytes, [property: Id(1)] long CpuMillis)
{
    /// <summary>Of a node of which nothing but a number of sandboxes is known.</summary>
    public static Resources Unlimited { get; } = new(long.MaxValue, long.MaxValue);

    public static Resources Of(SandboxLimits limits) => new(limits.MemoryBytes, (long)Math.Ceiling(limits.Cpus * 1_000));

    public static Resources operator +(Resources one, Resources other) => new(one.MemoryBytes + other.MemoryBytes, one.CpuMillis + other.CpuMillis);

    public static Resources operator -(Resources one, Resources other) => new(one.MemoryBytes - other.MemoryBytes, one.CpuMillis - other.CpuMillis);

    public static Resources operator *(Resources one, int times) => new(one.MemoryBytes * times, one.CpuMillis * times);

    /// <summary>No more of either than of <paramref name="room"/>.</summary>
    public bool Fits(Resources room) => MemoryBytes <= room.MemoryBytes && CpuMillis <= room.CpuMillis;

    /// <summary>As much of each as the one that has more of it.</summary>
    public static Resources Most(Resources one, Resources other) => new(Math.Max(one.MemoryBytes, other.MemoryBytes), Math.Max(one.CpuMillis, other.CpuMillis));

    /// <summary>As much of each as the one that has less of it.</summary>
    public static Resources Least(Resources one, Resources other) => new(Math.Min(one.MemoryBytes, other.MemoryBytes), Math.Min(one.CpuMillis, other.CpuMillis));
}
