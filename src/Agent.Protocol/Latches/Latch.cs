namespace Sandboxes.Agent.Protocol;

/// <summary>
/// The one-shot latch of a sandbox, and its dead man's deadline: the first lease that binds it holds it for ever, or until a wipe was proved (<see cref="Generation"/>). Times are on the
/// clock that also runs while the machine sleeps, and never go back. Every verb checks the deadlines before it does anything.
/// </summary>
public sealed partial record Latch
{
    /// <summary>Added to an idle timeout: the session ends it exactly, this is for a session that is no more.</summary>
    public static readonly TimeSpan IdleGrace = TimeSpan.FromSeconds(5);

    public LatchPhase Phase { get; private init; }

    /// <summary>The lease that bound it in this generation; stays when it is gone.</summary>
    public string? Lease { get; private init; }

    /// <summary>When it ends by itself: abandoned while idle, unconfirmed, or at the end of its lifetime.</summary>
    public TimeSpan Deadline { get; private init; }

    public TimeSpan IdleTimeout { get; private init; }

    /// <summary>The last word of the manager while idle; the last use of a lease.</summary>
    public TimeSpan LastActivity { get; private init; }

    public LatchEnd End { get; private init; }

    private TimeSpan IdleDeadline { get; init; }

    public static Latch Create(TimeSpan now, TimeSpan idleDeadline) =>
        new() { Phase = LatchPhase.Idle, IdleDeadline = idleDeadline, Deadline = now + idleDeadline, LastActivity = now };

    /// <summary>Holds it for <paramref name="lease"/>, which must be confirmed within <paramref name="timeToConfirm"/>.</summary>
    public LatchStep Bind(TimeSpan now, string lease, TimeSpan timeToConfirm)
    {
        var state = Expire(now, busy: false);
        return state.Phase switch
        {
            LatchPhase.Gone => new(state, LatchAnswer.Gone),
            LatchPhase.Idle when WasHeldBy(lease) => new(state, LatchAnswer.NotBound),
            LatchPhase.Idle => new(state with { Phase = LatchPhase.Bound, Lease = lease, Deadline = now + timeToConfirm, LastActivity = now }, LatchAnswer.Ok),
            LatchPhase.Wiping => new(state, state.Lease == lease ? LatchAnswer.NotBound : LatchAnswer.AlreadyBound),
            _ => new(state, state.Lease == lease ? LatchAnswer.Ok : LatchAnswer.AlreadyBound),
        };
    }

    /// <summary>
    /// Gives the lease its real deadlines. Again by the same lease: Ok, and nothing moves. So to confirm for no time (a lifetime of zero) is to end what was not confirmed (Gone) and to leave alone
    /// what was (Ok), whoever confirms it at the same moment.
    /// </summary>
    public LatchStep Confirm(TimeSpan now, string lease, TimeSpan lifetime, TimeSpan idleTimeout, bool busy)
    {
        var (state, answer) = Check(now, lease, busy);
        if (answer != LatchAnswer.Ok || state.Phase == LatchPhase.Confirmed)
        {
            return new(state, answer);
        }

        return lifetime > TimeSpan.Zero
            ? new(state.WithTerms(now, lifetime, idleTimeout), LatchAnswer.Ok)
            : new(state.Ended(LatchEnd.Unconfirmed), LatchAnswer.Gone);
    }

    public LatchStep Renew(TimeSpan now, string lease, TimeSpan lifetime, TimeSpan idleTimeout, bool busy)
    {
        var (state, answer) = Check(now, lease, busy);
        return answer == LatchAnswer.Ok && state.Phase != LatchPhase.Confirmed
            ? new(state, LatchAnswer.NotBound)
            : new(answer == LatchAnswer.Ok ? state.WithTerms(now, lifetime, idleTimeout) : state, answer);
    }

    /// <summary>Whether <paramref name="lease"/> may act now; if so it is activity.</summary>
    public LatchStep Use(TimeSpan now, string lease, bool busy)
    {
        var (state, answer) = Check(now, lease, busy);
        return answer == LatchAnswer.Ok && state.Phase != LatchPhase.Confirmed
            ? new(state, LatchAnswer.NotBound)
            : new(answer == LatchAnswer.Ok ? state with { LastActivity = now } : state, answer);
    }

    public LatchStep EndLease(TimeSpan now, string lease, bool busy)
    {
        var (state, answer) = Check(now, lease, busy);
        if (state.Phase == LatchPhase.Wiping && state.Lease == lease)
        {
            return new(state.Ended(LatchEnd.Released), LatchAnswer.Ok);
        }

        return state.Phase == LatchPhase.Gone && state.Lease == lease
            ? new(state, LatchAnswer.Ok)
            : new(answer == LatchAnswer.Ok ? state.Ended(LatchEnd.Released) : state, answer);
    }

    /// <summary>Ends a latch that no lease holds (any more), for ever.</summary>
    public LatchStep Retire(TimeSpan now, bool busy)
    {
        var state = Expire(now, busy);
        return state.Phase switch
        {
            LatchPhase.Idle or LatchPhase.Wiping => new(state.Ended(LatchEnd.Retired), LatchAnswer.Ok),
            LatchPhase.Gone => new(state, state.Lease is null ? LatchAnswer.Ok : LatchAnswer.Gone),
            _ => new(state, LatchAnswer.AlreadyBound),
        };
    }

    /// <summary>A word of the manager came: an idle latch is not abandoned.</summary>
    public Latch Heard(TimeSpan now)
    {
        var state = Expire(now, busy: true);
        return state.Phase == LatchPhase.Idle
            ? state with { Deadline = now + IdleDeadline, LastActivity = now }
            : state with { LastActivity = LastActivity }; // to be asked how it is is no activity of its user
    }

    /// <summary>What the time alone does. Running code (<paramref name="busy"/>) is activity.</summary>
    public Latch Expire(TimeSpan now, bool busy) => Phase switch
    {
        LatchPhase.Idle when now >= Deadline => Ended(LatchEnd.Abandoned),
        LatchPhase.Bound when now >= Deadline => Ended(LatchEnd.Unconfirmed),
        LatchPhase.Wiping when now >= Deadline => Ended(LatchEnd.Unproved),
        LatchPhase.Confirmed when now >= Deadline => Ended(LatchEnd.Lifetime),
        LatchPhase.Confirmed when busy => this with { LastActivity = now },
        LatchPhase.Confirmed when now >= IdleAt => Ended(LatchEnd.Idle),
        _ => this,
    };

    /// <summary>When <see cref="Expire"/> should next be asked if nothing happens.</summary>
    public TimeSpan NextCheck => Phase == LatchPhase.Confirmed && IdleAt < Deadline ? IdleAt : Deadline;

    private TimeSpan IdleAt => LastActivity + IdleTimeout + IdleGrace;

    private LatchStep Check(TimeSpan now, string lease, bool busy)
    {
        var state = Expire(now, busy);
        return state.Phase switch
        {
            LatchPhase.Gone => new(state, LatchAnswer.Gone),
            LatchPhase.Idle or LatchPhase.Wiping => new(state, LatchAnswer.NotBound),
            _ => new(state, state.Lease == lease ? LatchAnswer.Ok : LatchAnswer.NotBound),
        };
    }

    private Latch WithTerms(TimeSpan now, TimeSpan lifetime, TimeSpan idleTimeout) =>
        this with { Phase = LatchPhase.Confirmed, Deadline = now + lifetime, IdleTimeout = idleTimeout, LastActivity = now };

    private Latch Ended(LatchEnd end) => this with { Phase = LatchPhase.Gone, End = end };
}
