using System.Globalization;
using System.Text;
using Sandboxes.Chaos.Checking;
using Sandboxes.Chaos.Checking.Leases;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Reports;

/// <summary>A run in a page.</summary>
internal static class Summary
{
    private const int MostShown = 20;

    public static string Write(RunFacts run, History history, IReadOnlyList<Violation> violations)
    {
        var text = new StringBuilder();
        var evidence = new Dossier(history, new());
        Line(text, $"seed {run.Seed}, {run.Minutes} minutes, {history.Calls.Count} calls of {history.Calls.Select(call => call.Client).Distinct().Count()} clients");
        Line(text, $"calls by outcome: {Counts(history.Calls.Select(Outcome))}");
        Line(text, $"sessions: {evidence.Lives.Count(life => life.Acknowledged)} acknowledged; ended: {Counts(Ends(evidence))}");
        Line(text, $"sandboxes: {Sandboxes(history)}");
        Line(text, $"faults: {Counts(history.Faults.Where(fault => fault.Kind != FaultKind.Down).DistinctBy(fault => (fault.Kind, fault.Start)).Select(fault => $"{fault.Kind}"))}");
        Line(text, $"processes that ended by themselves: {history.Faults.Count(fault => fault.EndedByItself)}");
        Line(text, $"longest time down of a process: {Seconds(history.Faults.Where(fault => fault.Kind == FaultKind.Down).Select(fault => fault.End - fault.Start))}");
        Line(text, $"longest time that a client waited for a good answer: {Seconds(history.Calls.GroupBy(call => call.Client).Select(LongestWait))}");
        Line(text, $"violations: {(violations.Count == 0 ? "none" : Counts(violations.Select(violation => $"{violation.Kind}")))}");
        foreach (var violation in violations.GroupBy(violation => violation.Kind).SelectMany(kind => kind.Take(MostShown)))
        {
            text.AppendLine().AppendLine(violation.ToString());
        }

        return text.ToString();
    }

    private static string Sandboxes(History history)
    {
        var all = history.Journals.GroupBy(entry => entry.Id).Select(Tenancies.Of).ToList();
        var again = all.Sum(tenancies => tenancies.Skip(1).Count(tenancy => tenancy.Any(entry => entry.Fact == JournalFact.Bound)));
        return $"{all.Count}, wiped with proof {all.Sum(tenancies => tenancies.Count - 1)} times and bound again {again} times";
    }

    /// <summary>The longest span from the start of a call that was not answered well to the end of the next that was.</summary>
    internal static double LongestWait(IEnumerable<Call> ofOneClient)
    {
        var (longest, since) = (0.0, (double?)null);
        foreach (var call in ofOneClient.OrderBy(call => call.Start))
        {
            var good = call.Known && call.Status < 500 && call.Status != 429;
            longest = good ? Math.Max(longest, call.End - (since ?? call.Start)) : longest;
            since = good ? null : since ?? call.Start;
        }

        return longest;
    }

    private static string Outcome(Call call) => call switch
    {
        { Known: false } => "no answer",
        { Succeeded: true, Acknowledged: false } => $"verdict {call.Verdict}",
        { Succeeded: true } => "good",
        _ => $"{call.Status} {call.Code}",
    };

    private static IEnumerable<string> Ends(Dossier evidence) =>
        evidence.Lives.Where(life => life.Acknowledged).Select(life => life.Ends.LastOrDefault()?.Facts.Reason ?? "not seen");

    private static string Counts(IEnumerable<string> names) =>
        string.Join(", ", names.GroupBy(name => name).OrderByDescending(group => group.Count()).Select(group => $"{group.Key} {group.Count()}")) is { Length: > 0 } counts ? counts : "none";

    private static string Seconds(IEnumerable<double> milliseconds) => $"{milliseconds.DefaultIfEmpty(0).Max() / 1_000:F1} s";

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
