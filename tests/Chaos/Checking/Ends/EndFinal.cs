namespace Sandboxes.Chaos.Checking.Ends;

/// <summary>At the last look every acknowledged life that has not ended, nor was replaced, is still stored.</summary>
internal static class EndFinal
{
    public static IEnumerable<Violation> Check(Dossier evidence)
    {
        if (evidence.History.Final is not { } final)
        {
            return [];
        }

        var rows = final.Rows.ToLookup(row => row.Session);
        return evidence.Sessions.Values
            .Select(lives => lives.LastOrDefault(life => life.CreatedAt <= final.At))
            .OfType<Life>()
            .Where(life => life.Acknowledged && !life.Ends.Any(end => end.EndedAt <= final.At) && !rows[life.Session].Any(row => row.Incarnation == life.Incarnation))
            .Select(life => Violation.Of(ViolationKind.Forgotten, $"{life} was acknowledged, and no row is left of it", [.. life.Calls.TakeLast(3), .. rows[life.Session]]));
    }
}
