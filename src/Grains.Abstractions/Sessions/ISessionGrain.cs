using Orleans.Concurrency;

namespace Sandboxes.Abstractions;

/// <summary>
/// A user's handle that holds one lease at a time. Keyed by <see cref="SessionId"/>. Opening and renewing take turns, so that two callers cannot open twice and the
/// agent's deadlines move in the order of the calls; what only looks, or ends, must not queue behind an open that waits a minute, and interleaves.
/// </summary>
[Alias("session")]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Gets the open session or opens one. Repeating it with the same arguments is safe: it answers the session that the first
    /// call opened. Cancelling it leaves the queue; a lease that was won meanwhile is kept and ends by itself if never used.
    /// </summary>
    [ResponseTimeout("00:01:30")]
    ValueTask<Outcome<OpenedSession>> Open(OpenSession request, CancellationToken cancellation);

    /// <summary>The session, open or ended, or null where none is remembered. Does not count as activity.</summary>
    [AlwaysInterleave]
    ValueTask<SessionView?> Get();

    /// <summary>Where the session's sandbox is and under which lease. Counts as activity.</summary>
    [AlwaysInterleave]
    ValueTask<Outcome<SessionSandbox>> Use();

    /// <summary>Moves the deadlines; counts as activity. Never resurrects an ended session.</summary>
    ValueTask<Outcome<SessionView>> Renew(RenewSession request);

    /// <summary>Ends the session and destroys its sandbox. Idempotent.</summary>
    [AlwaysInterleave]
    ValueTask Release(EndReason reason, string? detail);

    /// <summary>
    /// Whether the session is held, or is being opened, by that lease. Asked by a pool that found a sandbox bound and knows no more; a false is final, for a
    /// lease is never taken again.
    /// </summary>
    [AlwaysInterleave]
    ValueTask<bool> Holds(LeaseId lease);

    /// <summary>The sandbox under the lease is gone. Idempotent; facts about another lease, or about another sandbox than the lease's, are ignored.</summary>
    [AlwaysInterleave, OneWay]
    ValueTask Observe(LeaseId lease, SandboxId sandbox, EndReason reason, string? detail);

    /// <summary>The sandbox said that it does not act for the lease. The session asks it soon, if it goes by that lease still.</summary>
    [AlwaysInterleave, OneWay]
    ValueTask Doubt(LeaseId lease, SandboxId sandbox);
}
