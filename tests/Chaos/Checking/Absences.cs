using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking;

/// <summary>When a node may have been away, from the faults and from what the supervisor saw.</summary>
internal sealed class Absences(Dossier evidence)
{
    private readonly Dictionary<string, List<(double Start, double End)>> _known = [];

    /// <summary>
    /// Whether its absence explains that a session on it ended with node-lost at some time in <paramref name="from"/> to <paramref name="until"/>: it had been away for long enough by then, and
    /// had not been back for long.
    /// </summary>
    public bool Explain(string? node, double from, double until) => node is not null && Of(node).Any(away =>
        away.Start + evidence.Limits.NodeLost <= Math.Min(away.End, until) && from <= away.End + evidence.Limits.NodeLostLag);

    private List<(double Start, double End)> Of(string node) =>
        _known.TryGetValue(node, out var known) ? known : _known[node] = Merge(Touching(node));

    /// <summary>Whoever was cut off or frozen may have been voted out, and is away until it has read so and was started again: not while the database is away.</summary>
    private List<(double Start, double End)> Merge(IEnumerable<Fault> faults)
    {
        List<(double Start, double End)> merged = [];
        foreach (var fault in faults)
        {
            var end = MayEvict(fault) || IsDatabase(fault) ? fault.End + evidence.Limits.Stale : fault.End;
            if (merged.Count > 0 && fault.Start <= merged[^1].End + evidence.Limits.Mending)
            {
                merged[^1] = (Math.Min(merged[^1].Start, VotedOutFrom(fault)), Math.Max(merged[^1].End, end));
            }
            else if (!IsDatabase(fault))
            {
                merged.Add((VotedOutFrom(fault), end));
            }
        }

        return merged;
    }

    /// <summary>One that ends by itself has read that it was voted out, which came before: by whoever did not see it, be it the one that was cut off, where no other was left to see both.</summary>
    private double VotedOutFrom(Fault fault) => fault.EndedByItself
        ? evidence.History.Faults
            .Where(cut => cut.Kind is FaultKind.Cut && (cut.Target == fault.Target || cut.Peer == fault.Target) && cut.Start <= fault.Start && fault.Start <= cut.End + evidence.Limits.Stale)
            .Select(cut => cut.Start).DefaultIfEmpty(fault.Start).Min()
        : fault.Start;

    private IEnumerable<Fault> Touching(string node) => evidence.History.Faults
        .Where(fault => (fault.Target == node && fault.Kind is not FaultKind.SandboxKill) || IsDatabase(fault))
        .OrderBy(fault => fault.Start);

    private bool MayEvict(Fault fault) => fault.Kind is FaultKind.Cut or FaultKind.Freeze && fault.End - fault.Start >= evidence.Limits.Evicting;

    private static bool IsDatabase(Fault fault) => fault.Kind is FaultKind.DatabaseStop or FaultKind.DatabaseRestart or FaultKind.DatabaseReadOnly;
}
