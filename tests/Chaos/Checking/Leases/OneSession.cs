using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Leases;

/// <summary>By the answers: as many lives were told that they hold a sandbox as it had tenants by its own journal, and they are the same. Without a journal it had one.</summary>
internal static class OneSession
{
    public static IEnumerable<Violation> Check(Dossier evidence)
    {
        var told = evidence.Lives
            .SelectMany(life => life.Sightings.Where(seen => seen.Facts.Sandbox is not null).Select(seen => (Life: life, Seen: seen, Sandbox: $"{seen.Facts.Node}/{seen.Facts.Sandbox}")))
            .GroupBy(one => one.Sandbox, one => (one.Life, one.Seen));
        var tenants = evidence.History.Journals.GroupBy(entry => entry.Id).ToDictionary(journal => journal.Key, SessionsOf);
        return told.SelectMany(sandbox => Check(sandbox, tenants.GetValueOrDefault(sandbox.Key) is { Count: > 0 } known ? known : null));
    }

    private static IEnumerable<Violation> Check(IGrouping<string, (Life Life, Sighting Seen)> sandbox, List<string>? tenants)
    {
        var lives = sandbox.GroupBy(told => told.Life).ToList();
        var tooMany = tenants is null ? lives.Count > 1 : lives.CountBy(life => life.Key.Session).Any(told => told.Value > tenants.Count(session => session == told.Key));
        if (tooMany)
        {
            var held = tenants is null ? "" : $", and was bound for {string.Join(" and ", tenants)}";
            yield return Violation.Of(
                ViolationKind.SharedSandbox, $"{sandbox.Key} was held by {string.Join(" and ", lives.Select(life => life.Key))}{held}", lives.Select(life => life.First().Seen));
        }
    }

    /// <summary>The session of each lease that it was bound for.</summary>
    private static List<string> SessionsOf(IEnumerable<JournalEntry> journal) => [.. Tenancies.Of(journal).SelectMany(Tenancies.Leases).Select(Tenancies.SessionOf)];
}
