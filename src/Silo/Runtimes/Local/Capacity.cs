namespace Sandboxes.Silo.Runtimes.Local;

/// <summary>How many sandboxes a machine takes where nobody says it.</summary>
internal static class Capacity
{
    private const long BytesForEach = 48L << 20;
    private const int Least = 8;
    private const int Most = 1_000;

    public static int Of(long memoryBytes) => (int)Math.Clamp(memoryBytes / BytesForEach, Least, Most);

    public static int OfThisMachine() => Of(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
