using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Calm;

/// <summary>At the last look every sandbox that lives belongs to an active session or stands on a shelf.</summary>
internal static class NoOrphans
{
    public static IEnumerable<Violation> Check(Dossier evidence)
    {
        if (evidence.History.Final is not { } final)
        {
            return [];
        }

        var leases = Holders.ByJournal(evidence);
        return
        [
            .. final.Strays.Select(stray => Violation.Of(ViolationKind.Orphan, "a process of a sandbox that no journal knows", stray)),
            .. final.Living.Where(leases.ContainsKey).Where(sandbox => !IsHeld(final, sandbox, leases[sandbox])).Select(sandbox => BoundOrphan(evidence, sandbox)),
            .. OnShelves(final, leases),
        ];
    }

    private static bool IsHeld(FinalLook final, string sandbox, string lease) =>
        final.Rows.Any(row => row.State == "active" && $"{row.Node}/{row.Sandbox}" == sandbox && (row.Lease ?? lease) == lease);

    private static Violation BoundOrphan(Dossier evidence, string sandbox) => Violation.Of(
        ViolationKind.Orphan,
        $"{sandbox} lives and is bound, and no active session has it",
        [.. evidence.History.Journals.Where(entry => entry.Id == sandbox), .. evidence.History.Final!.Rows.Where(row => $"{row.Node}/{row.Sandbox}" == sandbox)]);

    /// <summary>The API counts what stands on shelves and does not name it, so numbers are compared.</summary>
    private static IEnumerable<Violation> OnShelves(FinalLook final, Dictionary<string, string> leases)
    {
        var idle = final.Living.Where(sandbox => !leases.ContainsKey(sandbox)).ToLookup(sandbox => sandbox[..sandbox.IndexOf('/', StringComparison.Ordinal)]);
        foreach (var node in final.ExpectedNodes)
        {
            var shelved = final.Pools.Where(pool => pool.Node == node).Sum(pool => pool.Idle + pool.Starting);
            if (idle[node].Count() != shelved)
            {
                yield return Violation.Of(ViolationKind.Orphan, $"{idle[node].Count()} idle sandboxes live on {node}, and its shelves have {shelved}", [.. idle[node], .. final.Pools.Where(pool => pool.Node == node)]);
            }
        }
    }
}
