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

    private IEnumerable<Fault> Touching(string node) => evidence.History.Faults
        .Where(fault => fault.Target == node && fault.Kind is not FaultKind.SandboxKill)
        .OrderBy(fault => fault.Start);

    private List<(double Start, double End)> Merge(IEnumerable<Fault> faults)
    {
        List<(double Start, double End)> merged = [];
        foreach (var fault in faults)
        {
            if (merged.Count > 0 && fault.Start <= merged[^1].End + evidence.Limits.Mending)
            {
                merged[^1] = (merged[^1].Start, Math.Max(merged[^1].End, fault.End));
            }
            else
            {
                merged.Add((fault.Start, fault.End));
            }
        }

        return merged;
    }
}
