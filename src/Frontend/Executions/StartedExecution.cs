using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>An execution that was started in a session's sandbox, read by cursor. When the sandbox is lost, its end says so.</summary>
internal sealed class StartedExecution(ISessionGrain session, ISandboxGrain sandbox, SessionSandbox place, string id, TimeProvider time)
{
    /// <summary>How long one read waits for an event.</summary>
    public static readonly TimeSpan ReadWait = TimeSpan.FromSeconds(10);

    public string Id { get; } = id;

    /// <summary>The events after a cursor; none when nothing comes within <paramref name="wait"/>.</summary>
    /// <exception cref="OperationCanceledException">The reader has gone.</exception>
    public async ValueTask<Answer<ExecutionEvents>> ReadAsync(long after, TimeSpan wait, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= SessionLoss.MaxAttempts; attempt++)
        {
            if (await TryReadAsync(after, wait, cancellation) is { } answer)
            {
                return SandboxVerdicts.LacksReason(answer.Value) ? await ExplainAsync(answer.Value!, cancellation) : answer;
            }

            if (await SessionLoss.FindAsync(session, place) is { } end)
            {
                return SandboxVerdicts.Lost(after, end.Reason, end.Detail);
            }

            await Task.Delay(SessionLoss.Pause, time, cancellation);
        }

        return SandboxVerdicts.Lost(after, EndReason.NodeLost, "The sandbox does not answer any more.");
    }

    /// <summary>Stops it for good.</summary>
    public async ValueTask<Problem?> CancelAsync(HttpContext context) => (await ActAsync(context, () => sandbox.Cancel(place.Lease, Id))).Problem;

    public async ValueTask<Problem?> SignalAsync(HttpContext context, string signal) => (await ActAsync(context, () => sandbox.Signal(place.Lease, Id, signal))).Problem;

    public ValueTask<Answer<StdinTaken>> WriteStdinAsync(HttpContext context, byte[] data, bool close) =>
        ActAsync(context, () => sandbox.WriteStdin(place.Lease, Id, data, close));

    private ValueTask<Answer<T>> ActAsync<T>(HttpContext context, Func<ValueTask<Outcome<T>>> act) where T : class =>
        SessionLoss.OrEndedAsync(session, place, time, context, async () =>
        {
            var (done, refusal) = await act();
            return new Answer<T>(done, refusal?.ToProblem());
        });

    private async ValueTask<ExecutionEvents> ExplainAsync(ExecutionEvents events, CancellationToken cancellation)
    {
        var end = await SessionLoss.AwaitAsync(session, place, time, cancellation);
        return SandboxVerdicts.WithReason(events, end?.Reason ?? EndReason.NodeLost, end?.Detail);
    }

    private async ValueTask<Answer<ExecutionEvents>?> TryReadAsync(long after, TimeSpan wait, CancellationToken cancellation)
    {
        try
        {
            var (events, refusal) = await sandbox.Read(place.Lease, Id, after, wait).OrGoneAsync(cancellation);
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
