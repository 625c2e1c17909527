using Sandboxes.Chaos.Checking.Leases;

namespace Sandboxes.Chaos.Checking.Calm;

/// <summary>Which lease held each sandbox at the last look, by its own journal; idle ones are missing.</summary>
internal static class Holders
{
    public static Dictionary<string, string> ByJournal(Dossier evidence)
    {
        Dictionary<string, string> leases = [];
        var at = evidence.History.Final!.At;
        foreach (var journal in evidence.History.Journals.Where(entry => entry.At <= at).GroupBy(entry => entry.Id))
        {
            if (Tenancies.Leases(Tenancies.Of(journal)[^1]).LastOrDefault() is { } lease)
            {
                leases[journal.Key] = lease;
            }
        }

        return leases;
    }
}
