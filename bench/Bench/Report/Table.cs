using System.Text;

namespace Sandboxes.Bench;

/// <summary>The one table, as Markdown whose columns line up on a terminal too.</summary>
internal static class Table
{
    private static readonly string[] Heads = ["measure", "reach", "measured (p50)", "p99", "samples", "cold, same run", "faster", "reached"];

    public static string Render(IReadOnlyList<Row> rows)
    {
        var cells = rows.Select(Cells).Prepend(Heads).ToList();
        var widths = Heads.Select((_, column) => cells.Max(line => line[column].Length)).ToArray();
        var text = new StringBuilder();
        Line(text, Heads, widths);
        Line(text, [.. widths.Select(width => new string('-', width))], widths);
        foreach (var line in cells.Skip(1))
        {
            Line(text, line, widths);
        }

        return text.ToString();
    }

    private static string[] Cells(Row row) =>
        [row.Measure, row.Reach, row.Measured, row.P99, row.Samples, row.Cold, row.Ratio, Verdict(row.Reached)];

    private static string Verdict(bool? reached) => reached switch { true => "yes", false => "NO", null => "" };

    private static void Line(StringBuilder text, string[] cells, int[] widths) =>
        text.Append("| ").AppendJoin(" | ", cells.Select((cell, column) => cell.PadRight(widths[column]))).Append(" |\n");
}
