using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Leases;

/// <summary>By the sandboxes' own journals: each was started once and bound to one lease at most, and no lease was confirmed in two.</summary>
internal static class OneLease
{
    public static IEnumerable<Violation> Check(Dossier evidence)
    {
        var journals = evidence.History.Journals;
        return [.. journals.GroupBy(entry => entry.Id).SelectMany(OfOne), .. LeasesTwice(journals)];
    }

    private static IEnumerable<Violation> OfOne(IGrouping<string, JournalEntry> journal)
    {
        var leases = journal.Where(HoldsLease).Select(entry => entry.Lease).Distinct().Count();
        if (leases > 1)
        {
            yield return Violation.Of(ViolationKind.TwoLeases, $"{journal.Key} was bound to {leases} leases", journal);
        }

        if (journal.Count(entry => entry.Fact == JournalFact.Started) > 1)
        {
            yield return Violation.Of(ViolationKind.StartedTwice, $"{journal.Key} was started more than once", journal);
        }
    }

    private static IEnumerable<Violation> LeasesTwice(IEnumerable<JournalEntry> journals) => journals
        .Where(entry => entry.Fact == JournalFact.Confirmed)
        .GroupBy(entry => entry.Lease)
        .Where(lease => lease.Select(entry => entry.Id).Distinct().Count() > 1)
        .Select(lease => Violation.Of(ViolationKind.LeaseTwice, $"the lease {lease.Key} was confirmed in more than one sandbox", lease));

    private static bool HoldsLease(JournalEntry entry) => entry.Fact is JournalFact.Bound or JournalFact.Confirmed;
}
