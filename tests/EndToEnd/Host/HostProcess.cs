using System.Globalization;

namespace Sandboxes.EndToEnd;

/// <summary>A process of this machine; its start time tells it from a later one of the same number.</summary>
internal sealed record HostProcess(int Id, int Parent, long StartTime, char State)
{
    // In /proc/PID/stat, counted after the command's closing bracket.
    private const int StateField = 0, ParentField = 1, StartTimeField = 19;

    public bool IsAlive => Read(Id) is { State: not 'Z' } now && now.StartTime == StartTime;

    public static IReadOnlyList<HostProcess> All() =>
        [.. Directory.EnumerateDirectories("/proc").Select(ProcessId).OfType<int>().Select(Read).OfType<HostProcess>()];

    public static IReadOnlyList<HostProcess> DescendantsOf(int ancestor)
    {
        var children = All().ToLookup(process => process.Parent);
        var found = new List<HostProcess>(children[ancestor]);
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(children[found[i].Id]);
        }

        return found;
    }

    /// <summary>The process with <paramref name="argument"/> in its command line; null where there is none.</summary>
    public static HostProcess? WithArgument(string argument) =>
        All().FirstOrDefault(process => TryReadText(process.Id, "cmdline")?.Split('\0').Contains(argument) == true);

    /// <summary>The child of <paramref name="ancestor"/> that this process descends from.</summary>
    public HostProcess RootBeneath(int ancestor) => Parent == ancestor ? this : Read(Parent)!.RootBeneath(ancestor);

    private static HostProcess? Read(int id)
    {
        if (TryReadText(id, "stat") is not { } stat)
        {
            return null;
        }

        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new(id, Number(fields[ParentField]), long.Parse(fields[StartTimeField], CultureInfo.InvariantCulture), fields[StateField][0]);
    }

    private static int? ProcessId(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string? TryReadText(int id, string name)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{name}");
        }
        catch (IOException)
        {
            return null; // it ended meanwhile
        }
    }
}
