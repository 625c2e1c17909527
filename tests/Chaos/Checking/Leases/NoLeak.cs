using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Leases;

/// <summary>A token comes out only in the life that it was put into.</summary>
internal static class NoLeak
{
    public static IEnumerable<Violation> Check(Dossier evidence)
    {
        var origins = evidence.Calls.Where(call => call.Token is not null).ToLookup(call => call.Token!);
        return evidence.Calls.SelectMany(call => call.Seen.Where(token => !MaySee(evidence, call, origins[token])).Select(token =>
            Violation.Of(ViolationKind.Leak, $"{token} came out in {call.Session}#{call.Incarnation}", [call, .. origins[token]])));
    }

    private static bool MaySee(Dossier evidence, Call reader, IEnumerable<Call> origins) =>
        origins.Any(origin => origin.Session == reader.Session && origin.Start <= reader.End && SameLife(evidence, reader, origin));

    private static bool SameLife(Dossier evidence, Call reader, Call origin) =>
        (evidence.LifeOf(reader), evidence.LifeOf(origin)) switch
        {
            (null, _) or (_, null) => true,
            var (a, b) when a == b => true,
            // What was never answered may have been carried out late, when the session's next life had begun.
            var (a, b) => origin.MayHaveHappened && a.Incarnation > b.Incarnation,
        };
}
