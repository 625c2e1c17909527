using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Ends;

/// <summary>
/// A call on an acknowledged session is answered well, or with an end, or with an honest "try again" (429, 503). What a client did not wait for is no answer at
/// all; a client that asks for what it was told is there gets no 404.
/// </summary>
internal static class Reachable
{
    public static IEnumerable<Violation> Check(Dossier evidence) =>
        evidence.Calls.Where(call => call.Known && !call.Succeeded).Select(call => Judge(evidence, call)).OfType<Violation>();

    private static Violation? Judge(Dossier evidence, Call call) => (call.Status, call.Code) switch
    {
        (429 or 503, not null) => null,
        // The client's own write, which a frontend made again when its first answer was lost.
        (409, "file_busy") when call.Verb == Verb.Write => null,
        (410, "session_ended") when call.Facts?.Reason is not null => null,
        (404, "session_not_found") => Forgotten(evidence, call),
        (404, "file_not_found") when call.Verb == Verb.Read => null,
        _ => Violation.Of(ViolationKind.BadAnswer, $"{call.Status} {call.Code} is no answer to {call.Verb}", call),
    };

    private static Violation? Forgotten(Dossier evidence, Call call)
    {
        var known = evidence.LifeOf(call)?.Sightings.Where(seen => seen.Call is { } other && other.End <= call.Start && seen.At + evidence.Limits.Remembered > call.End).LastOrDefault();
        return known is null ? null : Violation.Of(ViolationKind.Forgotten, $"{call.Session}#{call.Incarnation} was known, and is not found", known, call);
    }
}
