using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Calm;

/// <summary>Which lease held each sandbox at the last look, by its own journal; idle ones are missing.</summary>
internal static class Holders
{
    public static Dictionary<string, string> ByJournal(Dossier evidence)
    {
        Dictionary<string, string> leases = [];
        var at = evidence.History.Final!.At;
        foreach (var entry in evidence.History.Journals.Where(entry => entry.At <= at))
        {
            if (entry is { Fact: JournalFact.Bound or JournalFact.Confirmed, Lease: { } lease })
            {
                leases[entry.Id] = lease;
            }
            else if (entry.Fact == JournalFact.Wiped)
            {
                leases.Remove(entry.Id);
            }
        }

        return leases;
    }
}
