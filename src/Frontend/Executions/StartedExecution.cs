using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>An execution that was started in a session's sandbox, read by cursor. When the sandbox is lost, its end says so.</summary>
internal sealed class StartedExecution(ISessionGrain session, ISandboxGrain sandbox, SessionSandbox place, string id, SandboxCalls calls, Patience patience, TimeProvider time)
{
    /// <summary>How long one read waits for an event. Short, so that one whose answer was lost with a silo is soon made again.</summary>
    public static readonly TimeSpan ReadWait = TimeSpan.FromSeconds(2);

    /// <summary>What an answer may take beyond the wait, before the read is made again.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1.5);

    public string Id { get; } = id;

    /// <summary>The events after a cursor; none when nothing comes within <paramref name="wait"/>. Waits while the node is away, until it is back or the session has ended with it.</summary>
    /// <exception cref="OperationCanceledException">The reader has gone.</exception>
    public async ValueTask<Answer<ExecutionEvents>> ReadAsync(long after, TimeSpan wait, CancellationToken cancellation)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            if (await TryReadAsync(after, wait, cancellation) is { } answer)
            {
                return SandboxVerdicts.LacksReason(answer.Value) ? await ExplainAsync(answer.Value!, cancellation) : answer;
            }

            if (await SessionLoss.FindAsync(session, place, time) is { } end)
            {
                return SandboxVerdicts.Lost(after, end.Reason, end.Detail);
            }

            if (time.GetElapsedTime(began) >= patience.LongestOfReaders)
            {
                return new Problem(ErrorTable.NodeUnavailable, "The sandbox does not answer. Its execution may go on: read it again from where you are.");
            }

            await Task.Delay(SessionLoss.Pause, time, cancellation);
        }
    }

    /// <summary>Stops it for good.</summary>
    public async ValueTask<Problem?> CancelAsync(HttpContext context) =>
        (await calls.AskAsync(Repeat.Always, (sandbox, lease) => sandbox.Cancel(lease, Id), context.RequestAborted)).Refusal?.ToProblem();

    public async ValueTask<Problem?> SignalAsync(HttpContext context, string signal) =>
        (await calls.AskAsync(Repeat.IfNotDone, (sandbox, lease) => sandbox.Signal(lease, Id, signal), context.RequestAborted)).Refusal?.ToProblem();

    public async ValueTask<Answer<StdinTaken>> WriteStdinAsync(HttpContext context, byte[] data, bool close)
    {
        var (taken, refusal) = await calls.AskAsync(Repeat.IfNotDone, (sandbox, lease) => sandbox.WriteStdin(lease, Id, data, close), context.RequestAborted);
        return new(taken, refusal?.ToProblem());
    }

    private async ValueTask<ExecutionEvents> ExplainAsync(ExecutionEvents events, CancellationToken cancellation)
    {
        var end = await SessionLoss.AwaitAsync(session, place, time, cancellation);
        return SandboxVerdicts.WithReason(events, end?.Reason ?? EndReason.NodeLost, end?.Detail);
    }

    private async ValueTask<Answer<ExecutionEvents>?> TryReadAsync(long after, TimeSpan wait, CancellationToken cancellation)
    {
        try
        {
            var (events, refusal) = await sandbox.Read(place.Lease, Id, after, wait).AsTask().WaitAsync(wait + AnswerWithin, time, cancellation);
            if (refusal is { Code: RefusalCode.SessionEnded, Ended: null })
            {
                await session.Doubt(place.Lease, place.Sandbox);
            }

            return refusal is null ? events! : OfRefusal(refusal, after);
        }
        catch (Exception exception) when (Faults.IsPassing(exception))
        {
            return null;
        }
    }

    private static Answer<ExecutionEvents>? OfRefusal(Refusal refusal, long after) => refusal.Code switch
    {
        RefusalCode.SessionEnded when refusal.Ended is { } end => SandboxVerdicts.Lost(after, end.Reason, end.Detail),
        RefusalCode.SessionEnded or RefusalCode.NodeUnavailable or RefusalCode.SessionNotFound => null,
        _ => refusal.ToProblem(),
    };
}
