using Sandboxes.Chaos.Checking.Calm;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking;

/// <summary>The part of the checker that judges a last look alone.</summary>
internal static class CheckLook
{
    public static IReadOnlyList<Violation> Check(FinalLook look, IReadOnlyList<JournalEntry> journals)
    {
        var evidence = new Dossier(new() { Final = look, Journals = journals }, new());
        return [.. NoOrphans.Check(evidence), .. NoWidows.Check(evidence), .. PoolsAtTarget.Check(evidence)];
    }
}
