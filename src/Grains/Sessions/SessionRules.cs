using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>A session that is being opened: chosen before anything is asked of anyone, so that all of it can be repeated.</summary>
public sealed record Opening(long Incarnation, LeaseId Lease, TemplateSpec Template, OpenSession Request, DateTimeOffset At)
{
    /// <summary>Set once the session was ended before it was open.</summary>
    public SessionEnd? Ended { get; set; }

    public LeaseTerms Terms { get; } = new(
        TimeSpan.FromSeconds(Request.LifetimeSeconds ?? Template.LifetimeSeconds),
        TimeSpan.FromSeconds(Request.IdleTimeoutSeconds ?? Template.IdleTimeoutSeconds));
}

/// <summary>
/// The rules of a session: what a row becomes by an event at a time. Pure; whoever calls stores the row and carries out what follows. A
/// closed row never becomes active again: opening makes a new incarnation.
/// </summary>
public static class SessionRules
{
    /// <summary>Grows for ever, also across forgetting, as long as the clock does not lag behind by more than a session was remembered.</summary>
    public static long NextIncarnation(SessionRow row, DateTimeOffset now) => Math.Max(now.ToUnixTimeMilliseconds(), row.Incarnation + 1);

    /// <summary>Why a session cannot be opened or answered as asked; null where it can.</summary>
    public static Refusal? Refuse(SessionRow row, OpenSession request, TemplateSpec template)
    {
        if (row.IsActive && request.Template is { } wanted && wanted != row.Template)
        {
            return Refusals.Conflict(row.Template, wanted);
        }

        if (WasOpenedBy(row, request.Request))
        {
            return Refusals.Ended(row.Ended!);
        }

        return !row.IsActive && request.LifetimeSeconds > template.MaxLifetimeSeconds
            ? Refusals.LifetimeTooLong("lifetimeSeconds", template.MaxLifetimeSeconds)
            : null;
    }

    /// <summary>
    /// A request that comes twice opens once: its copy, late, must not open again what its caller has released. What ended otherwise, and of which no row says that it was open, nobody may have been told of: its
    /// caller may still wait, and is served elsewhere.
    /// </summary>
    private static bool WasOpenedBy(SessionRow row, Guid request) => row.Ended is { } end && row.Lease.IsOf(request) && (row.Served is not null || Pool.IsInOrder(end.Reason));

    public static Opening Begin(SessionRow row, OpenSession request, TemplateSpec template, LeaseId lease, DateTimeOffset now) =>
        new(NextIncarnation(row, now), lease, template, request, now);

    /// <summary>The lease was won: the row that is stored before it is confirmed.</summary>
    public static SessionRow Won(Opening opening, Leased leased, string? warning) => new()
    {
        Incarnation = opening.Incarnation,
        Template = opening.Template.Name,
        Revision = leased.Revision,
        Lease = opening.Lease,
        Sandbox = leased.Sandbox,
        CreatedAt = opening.At,
        ExpiresAt = opening.At + opening.Terms.Lifetime,
        IdleTimeout = opening.Terms.IdleTimeout,
        MaxLifetime = TimeSpan.FromSeconds(opening.Template.MaxLifetimeSeconds),
        ActiveAt = opening.At,
        Metadata = opening.Request.Metadata,
        Warning = warning,
    };

    public static SessionRow Touched(SessionRow row, DateTimeOffset now) => now > row.ActiveAt ? row with { ActiveAt = now } : row;

    /// <summary>When the timer has something to do.</summary>
    public static DateTimeOffset NextDue(SessionRow row)
    {
        var idle = row.ActiveAt + row.IdleTimeout;
        return idle < row.ExpiresAt ? idle : row.ExpiresAt;
    }

    /// <summary>A deadline has come as far as the row knows: the sandbox is to be asked.</summary>
    public static bool IsDue(SessionRow row, DateTimeOffset now) => row.IsActive && now >= NextDue(row);

    /// <summary>
    /// What the sandbox said of itself when a deadline of the session had come: its deadlines are the truth, it was active later than we saw, it runs code now, or the
    /// session is over. Null: it did not answer, and in doubt it is destroyed.
    /// </summary>
    public static SessionRow Answered(SessionRow row, SandboxStatus? status, DateTimeOffset now)
    {
        if (status is null)
        {
            return now >= row.ExpiresAt ? Closed(row, EndReason.Lifetime, null, now) : Closed(row, EndReason.Crashed, "The sandbox did not answer.", now);
        }

        if (status.Lease != row.Lease)
        {
            // Only a wipe ends a lease and leaves its sandbox, and only an end in order is followed by one.
            return status.Generation > 1 ? Closed(row, Outlived(now)) : Closed(row, EndReason.Crashed, "The sandbox does not know the lease.", now);
        }

        if (status.Confirmed)
        {
            return AnsweredInTime(Corrected(row, status, now), status, now);
        }

        // A latch whose deadline came just before the question holds nothing any more either.
        return now >= row.ExpiresAt
            ? Closed(row, EndReason.Lifetime, null, now)
            : Closed(row, EndReason.StartFailed, "The silo that opened it ended before it was open.", now);
    }

    /// <summary>The end of a session whose sandbox is being wiped, or was, and may be another's by now: its own end came before, and was never stored.</summary>
    public static SessionEnd Outlived(DateTimeOffset now) => new(now, EndReason.Released, "It had ended in order and its sandbox was wiped; how it ended was not stored.");

    /// <summary>The deadlines as the agent has them: a renewal that was told to the agent may be missing in what was stored.</summary>
    public static SessionRow Corrected(SessionRow row, SandboxStatus status, DateTimeOffset now)
    {
        var expires = now + status.Remaining;
        return (expires - row.ExpiresAt).Duration() <= Tolerance && status.IdleTimeout == row.IdleTimeout
            ? row
            : row with { ExpiresAt = expires, IdleTimeout = status.IdleTimeout };
    }

    /// <summary>
    /// Whether our row may take the place of one that was written since we read <paramref name="based"/>. Never that of another lease that is active, never that of an end of
    /// our own lease or request, and never that of nothing, unless ours is new: what was forgotten had ended.
    /// </summary>
    public static bool MayReplace(SessionRow based, SessionRow stored, SessionRow ours)
    {
        if (!stored.Exists)
        {
            return based.Lease != ours.Lease;
        }

        return stored.Lease == ours.Lease ? stored.IsActive : !stored.IsActive && stored.Incarnation < ours.Incarnation && !WasOpenedBy(stored, ours.Lease.Request);
    }

    private static SessionRow AnsweredInTime(SessionRow row, SandboxStatus status, DateTimeOffset now)
    {
        var seen = Touched(row, status.Running > 0 ? now : now - status.SinceActivity);
        if (now >= seen.ExpiresAt)
        {
            return Closed(seen, EndReason.Lifetime, null, now);
        }

        return now < seen.ActiveAt + seen.IdleTimeout
            ? seen
            : Closed(seen, status.Used ? EndReason.IdleTimeout : EndReason.Unused, null, now);
    }

    /// <summary>Between the agent's clock and ours, and the time that an answer takes.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    /// <summary>Deadlines of a renewal, counted from now; refused where the session would outlive the template's longest lifetime.</summary>
    public static (SessionRow Row, Refusal? Refusal) Renewed(SessionRow row, RenewSession request, DateTimeOffset now)
    {
        var expires = request.LifetimeSeconds is { } lifetime ? now + TimeSpan.FromSeconds(lifetime) : row.ExpiresAt;
        if (request.LifetimeSeconds is not null && expires > row.CreatedAt + row.MaxLifetime)
        {
            return (row, Refusals.LifetimeTooLong("lifetimeSeconds", (int)row.MaxLifetime.TotalSeconds));
        }

        var idle = request.IdleTimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : row.IdleTimeout;
        return (Touched(row, now) with { ExpiresAt = expires, IdleTimeout = idle }, null);
    }

    /// <summary>What the agent is told: the time that remains.</summary>
    public static LeaseTerms Terms(SessionRow row, DateTimeOffset now) =>
        new(row.ExpiresAt > now ? row.ExpiresAt - now : TimeSpan.Zero, row.IdleTimeout);

    /// <summary>The end, with its reason. The first one stands.</summary>
    public static SessionRow Closed(SessionRow row, EndReason reason, string? detail, DateTimeOffset now) => Closed(row, new(now, reason, detail));

    private static SessionRow Closed(SessionRow row, SessionEnd end) => row.IsActive ? row with { Ended = end } : row;

    /// <summary>Why a session cannot be acted on; null where it is active.</summary>
    public static Refusal? Unusable(SessionRow row) =>
        row.Ended is { } end ? Refusals.Ended(end) : row.Exists ? null : Refusals.NotFound;
}
