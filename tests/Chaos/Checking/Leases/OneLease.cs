using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Leases;

/// <summary>By the sandboxes' own journals: each was started once and had one lease at most until that was wiped away, no lease came back after that, and none was confirmed in two.</summary>
internal static class OneLease
{
    public static IEnumerable<Violation> Check(Dossier evidence)
    {
        var journals = evidence.History.Journals;
        return [.. journals.GroupBy(entry => entry.Id).SelectMany(OfOne), .. LeasesTwice(journals)];
    }

    private static IEnumerable<Violation> OfOne(IGrouping<string, JournalEntry> journal)
    {
        var leases = Tenancies.Of(journal).Select(tenancy => Tenancies.Leases(tenancy).ToList()).ToList();
        if (leases.Exists(tenancy => tenancy.Count > 1))
        {
            yield return Violation.Of(ViolationKind.TwoLeases, $"{journal.Key} was bound to more than one lease at once", journal);
        }
        else if (leases.SelectMany(tenancy => tenancy).GroupBy(lease => lease).FirstOrDefault(lease => lease.Count() > 1) is { } again)
        {
            yield return Violation.Of(ViolationKind.TwoLeases, $"{journal.Key} was bound again to {again.Key}, which had been wiped away", journal);
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
}
