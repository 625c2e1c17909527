using System.Globalization;
using System.Text;

namespace Sandboxes.Agent.Protocol;

/// <summary>
/// A line of a sandbox's journal: <c>milliseconds fact text</c>, with Unix milliseconds of the machine's clock and a line feed at its end. A line without one was cut off
/// by the end of the machine, and counts as not written.
/// </summary>
public readonly record struct JournalLine(long UnixMs, JournalFact Fact, string Text)
{
    /// <summary>A longer text is cut to so many characters.</summary>
    public const int MostText = 256;

    /// <summary>The most refused leases that get lines of their own in one journal, each once.</summary>
    public const int MostRefused = 64;

    /// <summary>No journal is longer: what agent and manager write, each line as long as it can be.</summary>
    public const int MostBytes = (MostRefused + 6 + (3 * Latch.MostGenerations)) * (MostText + 40);

    public static string NameOf(JournalFact fact) => fact switch
    {
        JournalFact.Started => "started",
        JournalFact.Bound => "bound",
        JournalFact.Confirmed => "confirmed",
        JournalFact.Refused => "refused",
        JournalFact.Unlisted => "unlisted",
        JournalFact.Ended => "ended",
        JournalFact.Wiped => "wiped",
        _ => "gone",
    };

    /// <summary>As it stands in the file. Whatever is not a printable character of ASCII stands there as a question mark, a space too.</summary>
    public byte[] Encode()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{UnixMs} {NameOf(Fact)}");
        if (Text.Length > 0)
        {
            text.Append(' ').Append(Plain(Text));
        }

        return Encoding.ASCII.GetBytes(text.Append('\n').ToString());
    }

    /// <summary>Null: it is no line of a journal.</summary>
    public static JournalLine? Parse(string line)
    {
        var parts = line.Split(' ');
        if (parts.Length is < 2 or > 3 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var time) || FactOf(parts[1]) is not { } fact)
        {
            return null;
        }

        return new(time, fact, parts.Length == 3 ? parts[2] : "");
    }

    /// <summary>The lines of a journal, in order. What is no line is left out.</summary>
    public static IReadOnlyList<JournalLine> ParseAll(string journal)
    {
        var lines = new List<JournalLine>();
        var ended = journal.LastIndexOf('\n');
        foreach (var line in ended < 0 ? [] : journal[..ended].Split('\n'))
        {
            if (Parse(line) is { } parsed)
            {
                lines.Add(parsed);
            }
        }

        return lines;
    }

    private static JournalFact? FactOf(string name)
    {
        for (var fact = JournalFact.Started; fact <= JournalFact.Gone; fact++)
        {
            if (NameOf(fact) == name)
            {
                return fact;
            }
        }

        return null;
    }

    private static string Plain(string text)
    {
        Span<char> plain = stackalloc char[Math.Min(text.Length, MostText)];
        for (var i = 0; i < plain.Length; i++)
        {
            plain[i] = text[i] is > ' ' and <= '~' ? text[i] : '?';
        }

        return new(plain);
    }
}
