using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What becomes of a template when it is put, deleted, or its rollout comes to an end; without clocks and I/O.</summary>
internal static class TemplateRules
{
    /// <param name="known">What there is; null where there is nothing of that name.</param>
    /// <param name="wanted">What it is to become; its revision means nothing.</param>
    /// <param name="floor">A new template begins above this revision.</param>
    /// <param name="now">The time.</param>
    /// <param name="patience">How long a rollout may take.</param>
    public static TemplateEntry Put(TemplateEntry? known, TemplateSpec wanted, int floor, DateTimeOffset now, TimeSpan patience)
    {
        if (known is null)
        {
            return new() { Served = wanted with { Revision = floor + 1 }, LastRevision = floor + 1 };
        }

        var adjusted = known with { Served = TemplateContent.Keep(known.Served, wanted), Coming = known.Coming is { } coming ? TemplateContent.Keep(coming, wanted) : null };
        return TemplateContent.IsSame(known.Newest, wanted) ? adjusted
            : TemplateContent.IsSame(known.Served, wanted) ? Ended(adjusted, RolloutState.Failed, "It was put back to the revision that is served.", now)
            : Begun(adjusted, wanted, now, patience);
    }

    /// <summary>Null: nothing has come of it yet.</summary>
    public static TemplateEntry? Decide(TemplateEntry entry, IReadOnlyList<PoolView> shelves, bool isHeard, DateTimeOffset now)
    {
        if (entry is not { Coming: { } coming, Rollout: { } rollout })
        {
            return null;
        }

        if (shelves.FirstOrDefault(shelf => shelf.Revision == coming.Revision && shelf.Rollout == RolloutState.Failed) is { } failed)
        {
            return Ended(entry, RolloutState.Failed, $"Node \"{failed.Node}\": {failed.RolloutReason}", now);
        }

        if (isHeard && shelves.Count > 0 && shelves.All(shelf => shelf.Revision == coming.Revision && shelf.Rollout == RolloutState.Done))
        {
            return Ended(entry with { Served = coming }, RolloutState.Done, null, now);
        }

        return now >= rollout.Deadline ? Ended(entry, RolloutState.Failed, Late(coming, shelves), now) : null;
    }

    /// <summary>Why a change is refused; null: it is not.</summary>
    public static Refusal? Refuse(TemplateEntry? known, string name, TemplateCondition condition) => true switch
    {
        _ when condition.MustNotExist && known is not null => Refusals.TemplateChanged($"Template \"{name}\" is there already, at revision {known.Newest.Revision}."),
        _ when known is null && (condition.MustExist || condition.Revisions is not null) => Refusals.TemplateChanged($"There is no template \"{name}\"."),
        _ when condition.Revisions is { } revisions && !revisions.Contains(known!.Newest.Revision) => Refusals.TemplateChanged($"Template \"{name}\" is at revision {known.Newest.Revision} by now. Look at it again."),
        _ => null,
    };

    private static TemplateEntry Begun(TemplateEntry entry, TemplateSpec wanted, DateTimeOffset now, TimeSpan patience)
    {
        var revision = entry.LastRevision + 1;
        return entry with
        {
            Coming = wanted with { Revision = revision },
            LastRevision = revision,
            Rollout = new() { Revision = revision, From = entry.Served.Revision, State = RolloutState.Running, StartedAt = now, Deadline = now + patience },
        };
    }

    private static TemplateEntry Ended(TemplateEntry entry, RolloutState state, string? reason, DateTimeOffset now) =>
        entry with { Coming = null, Rollout = entry.Rollout! with { State = state, Reason = reason, EndedAt = now } };

    private static string Late(TemplateSpec coming, IReadOnlyList<PoolView> shelves)
    {
        var late = shelves.FirstOrDefault(shelf => shelf.Revision != coming.Revision || shelf.Rollout != RolloutState.Done);
        return late is null ? "Its deadline passed, and no node that is ready was heard." : $"Its deadline passed. Node \"{late.Node}\": {late.LastDecision}";
    }
}
