using System.Globalization;

namespace Sandboxes.Chaos.Histories;

/// <summary>
/// Reads the agents' journals, <c>folder/node/sandbox.log</c>, by the words of the agent's README and not by the product's own code: the checker shares nothing with what it judges.
/// </summary>
internal static class JournalFile
{
    private const string Suffix = ".log";

    public static IReadOnlyList<JournalEntry> ReadAll(string folder, double runBeganUnixMs) => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, $"*{Suffix}", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(file => Read(file, runBeganUnixMs))];

    /// <summary>A line without a line feed was never written.</summary>
    public static IEnumerable<JournalEntry> Parse(string node, string sandbox, string text, double runBeganUnixMs) => text
        .Split('\n')
        .SkipLast(1)
        .Select(line => ParseLine(line) with { Node = node, Sandbox = sandbox })
        .Select(entry => entry with { At = entry.At - runBeganUnixMs });

    private static IEnumerable<JournalEntry> Read(string file, double runBeganUnixMs) =>
        Parse(Path.GetFileName(Path.GetDirectoryName(file))!, Path.GetFileNameWithoutExtension(file), File.ReadAllText(file), runBeganUnixMs);

    private static JournalEntry ParseLine(string line)
    {
        var parts = line.Split(' ', 3);
        if (parts.Length < 2 || !double.TryParse(parts[0], CultureInfo.InvariantCulture, out var at) || !Enum.TryParse<JournalFact>(parts[1], ignoreCase: true, out var fact))
        {
            throw new FormatException($"This is no line of a journal: {line}");
        }

        var text = parts.Length > 2 ? parts[2] : null;
        var isLease = fact is JournalFact.Bound or JournalFact.Confirmed or JournalFact.Refused or JournalFact.Wiped;
        return new() { Node = "", Sandbox = "", Fact = fact, At = at, Lease = isLease ? text : null, Why = isLease ? null : text };
    }
}
