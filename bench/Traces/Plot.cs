using System.Globalization;
using System.Text;

namespace Sandboxes.Bench.Traces;

/// <summary>What the adaptive policy did with a trace, as an SVG picture: callers by the minute or so (grey), the target (line) and what stood idle (area).</summary>
public static class Plot
{
    private const int Width = 800;
    private const int Height = 220;
    private const int Bins = 400;

    public static string FileName(Trace trace) => trace.Name.Replace(' ', '-') + ".svg";

    public static string Of(Trace trace, Outcome outcome)
    {
        var (arrivals, idle, target) = (Arrivals(trace), Levels(trace, outcome, level => level.Idle), Levels(trace, outcome, level => level.Target));
        var (mostArrivals, mostIdle) = (Math.Max(1, arrivals.Max()), Math.Max(1, Math.Max(idle.Max(), target.Max())));
        var text = new StringBuilder(Invariant($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height + 40}" font-family="sans-serif" font-size="12">
            <rect width="{Width}" height="{Height + 40}" fill="#fff"/>

            """));
        Area(text, arrivals, mostArrivals, "#d0d0d0");
        Area(text, idle, mostIdle, "#7fb3d5", 0.6);
        Line(text, target, mostIdle, "#b03a2e");
        Label(text, 4, 12, Invariant($"{trace.Name}: target (line, at most {target.Max()}), idle (blue), callers in {trace.Length.TotalSeconds / Bins:0} s (grey, at most {mostArrivals})"));
        Label(text, 4, Height + 30, "0 h");
        Label(text, Width - 50, Height + 30, Invariant($"{trace.Length.TotalHours:0.#} h"));
        return text.Append("</svg>\n").ToString();
    }

    private static int[] Arrivals(Trace trace)
    {
        var bins = new int[Bins];
        foreach (var at in trace.Arrivals)
        {
            bins[BinOf(trace, at)]++;
        }

        return bins;
    }

    /// <summary>The highest level of each bin.</summary>
    private static int[] Levels(Trace trace, Outcome outcome, Func<(TimeSpan At, int Idle, int Target), int> level)
    {
        var bins = new int[Bins];
        var (last, filled) = (0, 0);
        foreach (var step in outcome.Levels)
        {
            for (var bin = BinOf(trace, step.At); filled < bin; filled++)
            {
                bins[filled + 1] = last;
            }

            last = level(step);
            bins[filled] = Math.Max(bins[filled], last);
        }

        bins.AsSpan(Math.Min(filled + 1, Bins)).Fill(last);
        return bins;
    }

    private static int BinOf(Trace trace, TimeSpan at) => Math.Min(Bins - 1, (int)(at / trace.Length * Bins));

    private static void Area(StringBuilder text, int[] bins, int most, string colour, double opacity = 1) =>
        text.Append(Invariant($"<polygon fill=\"{colour}\" fill-opacity=\"{opacity}\" points=\"0,{Height + 16} ")).AppendJoin(' ', Points(bins, most)).Append(Invariant($" {Width},{Height + 16}\"/>\n"));

    private static void Line(StringBuilder text, int[] bins, int most, string colour) =>
        text.Append(Invariant($"<polyline fill=\"none\" stroke=\"{colour}\" points=\"")).AppendJoin(' ', Points(bins, most)).Append("\"/>\n");

    private static IEnumerable<string> Points(int[] bins, int most) =>
        bins.Select((value, bin) => Invariant($"{bin * Width / (double)(Bins - 1):0.#},{Height + 16 - (value * (Height - 10) / (double)most):0.#}"));

    private static void Label(StringBuilder text, int x, int y, string label) => text.Append(Invariant($"<text x=\"{x}\" y=\"{y}\">{label}</text>\n"));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
