using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>
/// Verbs of the sandbox of one session, called with patience. Where it does not answer because the session has ended, the refusal says so, and why.
/// </summary>
internal sealed class SandboxCalls(ISandboxGrain sandbox, ISessionGrain session, SessionSandbox place, Patience patience, TimeProvider time)
{
    public delegate ValueTask<Outcome<T>> Verb<T>(ISandboxGrain sandbox, LeaseId lease) where T : class;

    public async ValueTask<Outcome<T>> AskAsync<T>(Repeat repeat, Verb<T> verb, CancellationToken gone) where T : class => repeat == Repeat.Always
        ? await patience.HoldAsync(() => OrEndedAsync(verb), static outcome => outcome.Refusal is { Code: RefusalCode.NodeUnavailable }, TimeSpan.Zero, gone)
        : await OnceAsync(verb, gone);

    private async ValueTask<Outcome<T>> OrEndedAsync<T>(Verb<T> verb) where T : class
    {
        try
        {
            var outcome = await verb(sandbox, place.Lease);
            return outcome.Refusal is { Code: RefusalCode.NodeUnavailable } && await SessionLoss.FindAsync(session, place, time) is { } end ? Ended(end) : outcome;
        }
        catch (Exception exception) when (Faults.IsAway(exception))
        {
            if (await SessionLoss.FindAsync(session, place, time) is { } end)
            {
                return Ended(end);
            }

            throw;
        }
    }

    private async ValueTask<Outcome<T>> OnceAsync<T>(Verb<T> verb, CancellationToken gone) where T : class
    {
        try
        {
            var outcome = await patience.OnceAsync(() => verb(sandbox, place.Lease), gone);
            return outcome.Refusal is { Code: RefusalCode.NodeUnavailable } && await SessionLoss.AwaitAsync(session, place, time, gone) is { } end ? Ended(end) : outcome;
        }
        catch (Exception exception) when (Faults.IsAway(exception))
        {
            if (await SessionLoss.AwaitAsync(session, place, time, gone) is { } end)
            {
                return Ended(end);
            }

            throw;
        }
    }

    private static Refusal Ended(SessionEnd end) => new(RefusalCode.SessionEnded, EndedProblem.Sentence) { Ended = end };
}
