using System.Globalization;

namespace Sandboxes.Bench;

/// <summary>What the program holds at one moment: everything that a leak would let grow.</summary>
internal readonly record struct Footprint(double RssMb, int Threads, int Descriptors, int Processes, int Cgroups)
{
    private const double KbPerMb = 1024;

    public static Footprint Of(int program)
    {
        var status = File.ReadAllLines($"/proc/{program}/status");
        return new(
            Number(status, "VmRSS:") / KbPerMb,
            (int)Number(status, "Threads:"),
            Directory.EnumerateFileSystemEntries($"/proc/{program}/fd").Count(),
            ProcessTree.Read().Descendants(program).Count(),
            CountCgroups());
    }

    private static double Number(string[] lines, string name) => lines
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture))
        .First();

    /// <summary>All of the machine's: nothing else makes any while a benchmark runs, and a leaked one may have any name.</summary>
    private static int CountCgroups()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return Directory.EnumerateDirectories("/sys/fs/cgroup", "*", options).Count();
    }
}
