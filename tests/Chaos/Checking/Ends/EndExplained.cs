using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Ends;

/// <summary>Every announced end of an acknowledged life has a reason that the history explains, and is final.</summary>
internal static class EndExplained
{
    public static IEnumerable<Violation> Check(Dossier evidence)
    {
        var explanations = new Explanations(evidence);
        var outdated = new OutdatedSilos(evidence);
        var frontends = evidence.Calls.Select(call => call.Via).ToHashSet();
        var faults = evidence.History.Faults.Where(fault => fault.Kind is not FaultKind.SandboxKill && !frontends.Contains(fault.Target)).ToList();
        var lives = evidence.Lives.ToLookup(life => life.Session);
        return evidence.Lives.Where(life => life.Acknowledged).SelectMany(life =>
        {
            var told = Told(life, lives[life.Session], outdated);
            return (IEnumerable<Violation>)[.. Unexplained(life, told, explanations, faults), .. Resurrected(life, told, outdated)];
        });
    }

    private static IEnumerable<Violation> Unexplained(Life life, List<Sighting> told, Explanations explanations, IReadOnlyList<Fault> faults)
    {
        if (told.Where(end => !Explained(life, end, explanations) && !FoundAnew(life, end, explanations, faults)).ToList() is { Count: > 0 } ends)
        {
            yield return Violation.Of(ViolationKind.Unexplained, $"{life} ended with {ends[0].Facts.Reason}, which nothing explains", [.. ends.Take(3), .. life.Calls.TakeLast(5)]);
        }
    }

    private static IEnumerable<Violation> Resurrected(Life life, List<Sighting> told, OutdatedSilos outdated)
    {
        if (told.FirstOrDefault() is { } end && life.Sightings.FirstOrDefault(seen => IsActiveAfter(seen, end) && !outdated.MayHaveAnswered(seen)) is { } alive)
        {
            yield return Violation.Of(ViolationKind.Resurrected, $"{life} had ended with {end.Facts.Reason} and was {alive.Facts.State} again", end, alive);
        }
    }

    /// <summary>A refused call does not say which incarnation has ended: an outdated silo means the one before, where that ended so.</summary>
    private static List<Sighting> Told(Life life, IEnumerable<Life> ofTheSession, OutdatedSilos outdated)
    {
        var before = ofTheSession.Where(other => other.Incarnation < life.Incarnation).SelectMany(other => other.Ends).Select(end => end.Facts.Reason).ToHashSet();
        return [.. life.Ends.Where(end => end.Facts.EndedAt is not null || !before.Contains(end.Facts.Reason) || !outdated.MayHaveRefused(end))];
    }

    private static bool IsActiveAfter(Sighting seen, Sighting told) => !seen.Facts.Ended && (seen.Call?.Start ?? seen.At) > told.At;

    /// <summary>Where only a refused call tells of the end, it may have been at any time since the session was last seen.</summary>
    private static bool Explained(Life life, Sighting end, Explanations explanations) => end.Facts.EndedAt is { } at
        ? explanations.Explain(life, end.Facts.Reason!, at, at)
        : explanations.Explain(life, end.Facts.Reason!, LastActive(life, end.At), end.At);

    /// <summary>
    /// An end whose silo was lost before its row was stored, whether it was told or not: the next silo finds the sandbox released or wiped, and no more is known of why. Only with a fault of a silo or of the database in between.
    /// </summary>
    private static bool FoundAnew(Life life, Sighting end, Explanations explanations, IReadOnlyList<Fault> faults) => end.Facts.Reason == "released"
        && (life.Ends.Any(told => told.Facts.Reason != "released" && told.EndedAt <= end.EndedAt && Explained(life, told, explanations) && FaultBetween(faults, told.EndedAt, end.EndedAt))
            || (explanations.Explain(life, "idle-timeout", end.EndedAt, end.EndedAt) && FaultBetween(faults, Explanations.IdleDue(life, end.EndedAt), end.EndedAt)));

    private static bool FaultBetween(IReadOnlyList<Fault> faults, double from, double until) => faults.Any(fault => fault.Start <= until && fault.End >= from);

    private static double LastActive(Life life, double before) =>
        life.Calls.Where(call => call.Acknowledged && call.Facts is not { Ended: true } && call.End <= before).Select(call => call.Start).DefaultIfEmpty(life.CreatedAt).Max();
}
