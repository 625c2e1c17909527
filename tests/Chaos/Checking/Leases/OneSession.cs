using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Leases;

/// <summary>By the answers: no two lives were told that they hold the same sandbox, and the sandbox's own journal says that it is theirs.</summary>
internal static class OneSession
{
    public static IEnumerable<Violation> Check(Dossier evidence)
    {
        var told = evidence.Lives
            .SelectMany(life => life.Sightings.Where(seen => seen.Facts.Sandbox is not null).Select(seen => (Life: life, Seen: seen, Sandbox: $"{seen.Facts.Node}/{seen.Facts.Sandbox}")))
            .ToLookup(one => one.Sandbox, one => (one.Life, one.Seen));
        var bound = evidence.History.Journals.Where(entry => entry.Fact == JournalFact.Bound).ToLookup(entry => entry.Id);
        return [.. told.SelectMany(Shared), .. told.SelectMany(sandbox => OfOthers(sandbox, bound[sandbox.Key]))];
    }

    private static IEnumerable<Violation> Shared(IGrouping<string, (Life Life, Sighting Seen)> sandbox)
    {
        var lives = sandbox.GroupBy(told => told.Life).ToList();
        if (lives.Count > 1)
        {
            yield return Violation.Of(ViolationKind.SharedSandbox, $"{sandbox.Key} was held by {string.Join(" and ", lives.Select(life => life.Key))}", lives.Select(life => life.First().Seen));
        }
    }

    private static IEnumerable<Violation> OfOthers(IGrouping<string, (Life Life, Sighting Seen)> sandbox, IEnumerable<JournalEntry> bound) => bound
        .Where(entry => sandbox.All(told => SessionOf(entry.Lease!) != told.Life.Session))
        .Select(entry => Violation.Of(ViolationKind.SharedSandbox, $"{sandbox.Key} was bound for {SessionOf(entry.Lease!)}, and given to {sandbox.First().Life}", entry, sandbox.First().Seen));

    /// <summary>A lease is organization/session/chance.</summary>
    private static string SessionOf(string lease) => lease.Split('/') is [_, var session, _] ? session : lease;
}
