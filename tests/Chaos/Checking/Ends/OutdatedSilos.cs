using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Ends;

/// <summary>When a silo may have been voted out without knowing it; see <see cref="CheckerLimits.Stale"/>.</summary>
internal sealed class OutdatedSilos(Dossier evidence)
{
    private readonly List<(double Start, double End)> _times = Merge(evidence);

    /// <summary>Only a look: whatever acts on the session is refused by its sandbox. A stored row is never out of date.</summary>
    public bool MayHaveAnswered(Sighting seen) => seen.Call is { Verb: Verb.Get } call && IsThen(call);

    /// <summary>A call that was refused because the session has ended: it may mean the incarnation before, which it does not name.</summary>
    public bool MayHaveRefused(Sighting seen) => seen.Call is { Status: 410 } call && IsThen(call);

    private bool IsThen(Call call) => _times.Exists(time => time.Start <= call.End && call.Start <= time.End);

    /// <summary>While the database is away nobody reads the table, so what touches such a fault is longer.</summary>
    private static List<(double Start, double End)> Merge(Dossier evidence)
    {
        List<(double Start, double End)> merged = [];
        foreach (var fault in evidence.History.Faults.Where(fault => IsCutOff(fault) || IsDatabase(fault)).OrderBy(fault => fault.Start))
        {
            var end = fault.End + evidence.Limits.Stale;
            if (merged.Count > 0 && fault.Start <= merged[^1].End)
            {
                merged[^1] = (merged[^1].Start, Math.Max(merged[^1].End, end));
            }
            else if (IsCutOff(fault))
            {
                merged.Add((fault.Start, end));
            }
        }

        return merged;
    }

    private static bool IsCutOff(Fault fault) => fault.Kind is FaultKind.Cut or FaultKind.Freeze;

    private static bool IsDatabase(Fault fault) => fault.Kind is FaultKind.DatabaseStop or FaultKind.DatabaseRestart or FaultKind.DatabaseReadOnly;
}
