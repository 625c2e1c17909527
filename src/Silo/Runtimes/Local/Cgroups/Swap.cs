namespace Sandboxes.Silo.Runtimes.Local.Cgroups;

internal static class Swap
{
    /// <summary>Whether this machine has any swap: the file has a line for each, below its heading.</summary>
    public static bool IsThere() => File.ReadAllLines("/proc/swaps").Length > 1;
}
