using System.Globalization;

namespace Sandboxes.Bench;

/// <summary>Memory that processes share with nobody, from smaps_rollup, in bytes: what one more sandbox costs.</summary>
internal readonly record struct PrivateMemory(long Dirty, long Clean)
{
    public long Total => Dirty + Clean;

    /// <summary>Null where this user may not read it: the agent is not dumpable, so only root may.</summary>
    public static PrivateMemory? Of(IEnumerable<int> processes)
    {
        try
        {
            return processes.Select(Of).Aggregate(default(PrivateMemory), (a, b) => new(a.Dirty + b.Dirty, a.Clean + b.Clean));
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static PrivateMemory Of(int process)
    {
        var lines = File.ReadAllLines($"/proc/{process}/smaps_rollup");
        return new(Bytes(lines, "Private_Dirty:"), Bytes(lines, "Private_Clean:"));
    }

    private static long Bytes(string[] lines, string name) => lines
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Sum(line => long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) << 10);
}
