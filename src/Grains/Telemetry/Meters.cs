using System.Diagnostics.Metrics;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>The meter "Sandboxes". Names and label values are an interface: labels come from closed sets, never ids or tenants.</summary>
public static class Meters
{
    public const string Name = "Sandboxes";

    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> LeasePhase = Meter.CreateHistogram<double>("sandboxes.lease.phase", "ms", "Time of one phase of an open.");
    private static readonly Counter<long> Leases = Meter.CreateCounter<long>("sandboxes.leases", null, "Leases served, by how.");
    private static readonly Counter<long> Misses = Meter.CreateCounter<long>("sandboxes.lease.refusals", null, "Leases refused, by code.");
    private static readonly Histogram<double> Refill = Meter.CreateHistogram<double>("sandboxes.refill", "ms", "Time from the plan to an idle sandbox.");
    private static readonly Counter<long> Ends = Meter.CreateCounter<long>("sandboxes.session.ends", null, "Sessions ended, by reason.");

    private static readonly Histogram<double> Wipes = Meter.CreateHistogram<double>("sandboxes.wipe", "ms", "Time of one wait for the proof of a wipe, by outcome.");
    private static readonly Counter<long> Traces = Meter.CreateCounter<long>("sandboxes.wipe.traces", null, "Wipes that were not proved, by each class of what was found.");

    private static readonly KeyValuePair<string, object?>[] From = [.. Enum.GetNames<ServedFrom>().Select(name => Label("from", name))];
    private static readonly KeyValuePair<string, object?>[] Codes = [.. Enum.GetNames<RefusalCode>().Select(name => Label("code", name))];
    private static readonly KeyValuePair<string, object?>[] Reasons = [.. Enum.GetNames<EndReason>().Select(name => Label("reason", name))];

    internal static void Served(ServedFrom from) => Leases.Add(1, From[(int)from]);

    internal static void Missed(RefusalCode code) => Misses.Add(1, Codes[(int)code]);

    internal static void Refilled(TimeSpan took, bool started) => Refill.Record(took.TotalMilliseconds, Label("outcome", started ? "Started" : "Failed"));

    internal static void Ended(EndReason reason) => Ends.Add(1, Reasons[(int)reason]);

    internal static void Wiped(TimeSpan took, WipeReport report)
    {
        Wipes.Record(took.TotalMilliseconds, Label("outcome", report.Outcome.ToString()));
        foreach (var kind in report.Found.Select(found => found.Kind).Distinct())
        {
            Traces.Add(1, Label("kind", kind.ToString()));
        }
    }

    internal static void Opened(Served served)
    {
        if (!LeasePhase.Enabled)
        {
            return;
        }

        var from = From[(int)served.From];
        LeasePhase.Record(served.RouteMs, Label("phase", "Route"), from);
        LeasePhase.Record(served.WaitMs, Label("phase", "Wait"), from);
        LeasePhase.Record(served.BindMs, Label("phase", "Bind"), from);
        LeasePhase.Record(served.StoreMs, Label("phase", "Store"), from);
        LeasePhase.Record(served.ConfirmMs, Label("phase", "Confirm"), from);
    }

    private static KeyValuePair<string, object?> Label(string key, string value) => new(key, value);
}
