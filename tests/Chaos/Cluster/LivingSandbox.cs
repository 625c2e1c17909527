using System.Globalization;
using System.Text.RegularExpressions;

namespace Sandboxes.Chaos.Cluster;

/// <summary>A sandbox whose processes the machine shows: its name is that of its cgroup.</summary>
internal sealed partial record LivingSandbox(string Node, string Name, IReadOnlyList<int> Processes)
{
    public string Id => $"{Node}/{Name}";

    /// <summary>The processes that user code does not run in: what contains the sandbox, and the agent.</summary>
    public int? Process(bool agent) => Processes.Cast<int?>().FirstOrDefault(process => CommandOf(process!.Value) is var name && (agent ? name.StartsWith("sandbox-agent", StringComparison.Ordinal) : name == "bwrap"));

    public static IReadOnlyList<LivingSandbox> All(IReadOnlyCollection<string> nodes) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process) ? process : 0)
            .Where(process => process > 0)
            .Select(process => (Process: process, Place: PlaceOf(process)))
            .Where(found => found.Place is { } place && nodes.Contains(place.Node))
            .GroupBy(found => found.Place!.Value)
            .Select(group => new LivingSandbox(group.Key.Node, group.Key.Name, [.. group.Select(found => found.Process)])),
    ];

    /// <summary>bubblewrap processes that name a folder, whatever their cgroup.</summary>
    public static IReadOnlyList<int> Containers(string stateFolder) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process) ? process : 0)
            .Where(process => process > 0 && Read(process, "cmdline") is var line && line.StartsWith("bwrap\0", StringComparison.Ordinal) && line.Contains(stateFolder, StringComparison.Ordinal)),
    ];

    private static string CommandOf(int process) => Read(process, "comm").TrimEnd('\n');

    private static (string Node, string Name)? PlaceOf(int process) =>
        Place().Match(Read(process, "cgroup")) is { Success: true } match ? (match.Groups[1].Value, match.Groups[2].Value) : null;

    private static string Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [GeneratedRegex("/sandboxes-([^/\n]+)-[0-9a-f]{8}/([^/\n]+)$", RegexOptions.Multiline)]
    private static partial Regex Place();
}
