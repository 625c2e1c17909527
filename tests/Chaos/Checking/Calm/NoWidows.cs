using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Calm;

/// <summary>At the last look every session that is stored as active has its sandbox, which lives and is bound to its lease.</summary>
internal static class NoWidows
{
    public static IEnumerable<Violation> Check(Dossier evidence)
    {
        if (evidence.History.Final is not { } final)
        {
            return [];
        }

        var leases = Holders.ByJournal(evidence);
        var living = final.Living.ToHashSet();
        return final.Rows.Where(row => !row.Ended && !HasSandbox(row, living, leases)).Select(row => Violation.Of(
            ViolationKind.Widow,
            $"{row.Session}#{row.Incarnation} is stored as {row.State} and its sandbox {row.Node}/{row.Sandbox} does not live under its lease",
            [row, .. evidence.History.Journals.Where(entry => entry.Id == $"{row.Node}/{row.Sandbox}")]));
    }

    private static bool HasSandbox(SessionFacts row, HashSet<string> living, Dictionary<string, string> leases)
    {
        var sandbox = $"{row.Node}/{row.Sandbox}";
        return living.Contains(sandbox) && leases.TryGetValue(sandbox, out var lease) && (row.Lease ?? lease) == lease;
    }
}
