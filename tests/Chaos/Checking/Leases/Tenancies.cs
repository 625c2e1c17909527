using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Leases;

/// <summary>Who held a sandbox, by its own journal: one lease after the other, and between two of them nothing was left of the first, which was proved.</summary>
internal static class Tenancies
{
    /// <summary>The lines from one proved wipe to the next, with the line of the wipe at their end.</summary>
    public static IReadOnlyList<IReadOnlyList<JournalEntry>> Of(IEnumerable<JournalEntry> journal)
    {
        List<List<JournalEntry>> tenancies = [[]];
        foreach (var entry in journal)
        {
            tenancies[^1].Add(entry);
            if (entry.Fact == JournalFact.Wiped)
            {
                tenancies.Add([]);
            }
        }

        return tenancies;
    }

    /// <summary>The leases of a tenancy; what was wiped away had one too.</summary>
    public static IEnumerable<string> Leases(IReadOnlyList<JournalEntry> tenancy) =>
        tenancy.Where(entry => entry.Fact is JournalFact.Bound or JournalFact.Confirmed or JournalFact.Wiped).Select(entry => entry.Lease!).Distinct();

    /// <summary>A lease is organization/session/chance.</summary>
    public static string SessionOf(string lease) => lease.Split('/') is [_, var session, _] ? session : lease;
}
