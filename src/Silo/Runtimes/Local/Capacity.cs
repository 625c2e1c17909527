using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Local;

/// <summary>How many sandboxes a machine takes where nobody says it, and how large they may be together.</summary>
internal static class Capacity
{
    private const long BytesForEach = 48L << 20;
    private const int Least = 8;
    private const int Most = 1_000;

    public static int Of(long memoryBytes) => (int)Math.Clamp(memoryBytes / BytesForEach, Least, Most);

    public static int OfThisMachine() => Of(MemoryOfThisMachine);

    /// <summary>What the limits of sandboxes on this machine may come to.</summary>
    public static Resources Room(int sandboxes, LocalRuntimeOptions options) => Room(sandboxes, options, new(MemoryOfThisMachine, Environment.ProcessorCount * 1_000L));

    public static Resources Room(int sandboxes, LocalRuntimeOptions options, Resources machine)
    {
        var ofDefaultSize = Resources.Of(new()) * sandboxes;
        return new(Times(machine.MemoryBytes, options.MemoryOvercommit) ?? ofDefaultSize.MemoryBytes, Times(machine.CpuMillis, options.CpuOvercommit) ?? ofDefaultSize.CpuMillis);
    }

    private static long MemoryOfThisMachine => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static long? Times(long whole, double? overcommit) => (long?)(whole * overcommit);
}
