using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>
/// Verbs of the sandbox of one session, called with patience. Where it does not answer because the session has ended, the refusal says so, and why.
/// </summary>
internal sealed class SandboxCalls(ISandboxGrain sandbox, ISessionGrain session, SessionSandbox place, Patience patience, TimeProvider time)
{
    public delegate ValueTask<Outcome<T>> Verb<T>(ISandboxGrain sandbox, LeaseId lease) where T : class;

    public ValueTask<Outcome<T>> AskAsync<T>(Repeat repeat, Verb<T> verb, CancellationToken gone) where T : class => repeat == Repeat.Always
        ? patience.AskAsync(() => OrEndedAsync(() => verb(sandbox, place.Lease), FindEnd, gone), gone)
        : OrEndedAsync(() => patience.OnceAsync(() => verb(sandbox, place.Lease), gone), () => AwaitEnd(gone), gone);

    /// <summary>What is asked again looks for an end each time.</summary>
    private ValueTask<SessionEnd?> FindEnd() => SessionLoss.FindAsync(session, place, time);

    /// <summary>What is not asked again gives the session a moment to learn of it.</summary>
    private ValueTask<SessionEnd?> AwaitEnd(CancellationToken gone) => SessionLoss.AwaitAsync(session, place, time, gone);

    private async ValueTask<Outcome<T>> OrEndedAsync<T>(Func<ValueTask<Outcome<T>>> call, Func<ValueTask<SessionEnd?>> end, CancellationToken gone) where T : class
    {
        try
        {
            var outcome = await call();
            if (outcome.Refusal is { Code: RefusalCode.SessionEnded } refusal)
            {
                return await TellAsync(refusal, gone);
            }

            return outcome.Refusal is { Code: RefusalCode.NodeUnavailable } && await end() is { } ended ? Ended(ended) : outcome;
        }
        catch (Exception exception) when (Faults.IsAway(exception))
        {
            if (await end() is { } ended)
            {
                return Ended(ended);
            }

            throw;
        }
    }

    /// <summary>
    /// The sandbox knows it first, and its own word to the session may be lost. Whoever hears of the end must not find the session alive afterwards. One that does not act for the lease
    /// (any more) has been wiped, mostly, and does not know why.
    /// </summary>
    private async ValueTask<Refusal> TellAsync(Refusal refusal, CancellationToken gone)
    {
        await (refusal.Ended is { } first ? session.Observe(place.Lease, place.Sandbox, first.Reason, first.Detail) : session.Doubt(place.Lease, place.Sandbox));
        return await AwaitEnd(gone) is { } told ? Ended(told) : refusal.Ended is null ? NotHeld : refusal;
    }

    private static Refusal NotHeld { get; } =
        new(RefusalCode.NodeUnavailable, "The sandbox does not act for the session (any more), and the session does not say why. Try again.") { RetryAfterSeconds = 1 };

    private static Refusal Ended(SessionEnd end) => new(RefusalCode.SessionEnded, EndedProblem.Sentence) { Ended = end };
}
