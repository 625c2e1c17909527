using System.Globalization;
using System.Text;

namespace Sandboxes.Bench.Traces;

/// <summary>The comparisons as a table in a page of Markdown.</summary>
public static class TraceTable
{
    private const string Begin = "<!-- traces: written by `make traces` -->\n";
    private const string End = "<!-- /traces -->";

    /// <summary>The page with the table of these.</summary>
    public static string Replace(string page, IEnumerable<Comparison> comparisons) =>
        page[..(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + Of(comparisons) + page[page.IndexOf(End, StringComparison.Ordinal)..];

    private static string Of(IEnumerable<Comparison> comparisons)
    {
        var text = new StringBuilder("""
            | trace | policy | hit rate | wait p99, s | idle-sandbox-seconds | beside adaptive |
            |---|---|---:|---:|---:|---:|

            """);
        foreach (var comparison in comparisons)
        {
            Row(text, $"[{comparison.Trace.Name}](pools/{Plot.FileName(comparison.Trace)}), {comparison.Trace.Arrivals.Count} callers", comparison.Adaptive, comparison.Adaptive);
            foreach (var other in comparison.Others)
            {
                Row(text, "", other, comparison.Adaptive);
            }
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, string trace, Outcome outcome, Outcome adaptive) => text.AppendLine(string.Create(CultureInfo.InvariantCulture,
        $"| {trace} | {outcome.Policy} | {outcome.HitRate * 100:0.00} % | {outcome.WaitP99:0.00} | {outcome.IdleSeconds:#,0} | {outcome.IdleSeconds / adaptive.IdleSeconds:0.00} |"));
}
