using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class SessionGrain
{
    private TimeSpan NodeLostAfter => TimeSpan.FromSeconds(options.Value.NodeLostSeconds);

    /// <summary>Asks the sandbox's latch. Null: its node was not reached, so whether it was done is unknown, and nothing follows from it.</summary>
    private async ValueTask<LatchResult?> Latch<T>(SandboxId id, T argument, Func<ISandboxGrain, T, ValueTask<LatchResult>> verb)
    {
        try
        {
            return await verb(Sandbox(id), argument);
        }
        catch (Exception failure) when (Faults.Pass(failure))
        {
            LogNotReached(_id, id, failure.Message);
            return null;
        }
    }

    /// <summary>
    /// Tells the sandbox the row's deadlines, if it acts for the row's lease. One that is bound and not confirmed is ended through its latch, and by nobody's memory: another activation that opened it
    /// may be confirming it just now, and then it stays. NotBound: it acts for no lease of ours, and never will.
    /// </summary>
    private async ValueTask<LatchResult?> Hold(SessionRow row)
    {
        var result = await RenewLease(row);
        if (result != LatchResult.NotBound)
        {
            return result;
        }

        var ended = await EndUnconfirmed(row);
        return ended == LatchResult.Ok ? await RenewLease(row) : ended == LatchResult.Gone ? LatchResult.NotBound : ended;
    }

    private ValueTask<LatchResult?> RenewLease(SessionRow row) =>
        Latch(row.Sandbox, (row.Lease, Terms: SessionRules.Terms(row, Now)), static (sandbox, lease) => sandbox.Renew(lease.Lease, lease.Terms));

    /// <summary>Ok: it was confirmed, and stays.</summary>
    private ValueTask<LatchResult?> EndUnconfirmed(SessionRow row) =>
        Latch(row.Sandbox, row.Lease, static (sandbox, lease) => sandbox.Confirm(lease, LeaseTerms.NoTime, null));

    /// <summary>
    /// What a caller hears while the node cannot be reached or the agent is silent: to wait, or that the session is lost. One call's silence ends nothing: the timer asks, and as often
    /// as it takes to be sure.
    /// </summary>
    private async ValueTask<Refusal> NotReached()
    {
        var node = _row.Sandbox.Node;
        AskSoon();
        await CloseIfLost();
        return SessionRules.Unusable(_row) ?? Refusals.NodeAway(node);
    }

    private async ValueTask CloseIfLost()
    {
        if (_row.IsActive && presence.AwayFor(_row.Sandbox.Node) >= NodeLostAfter)
        {
            await Close(EndReason.NodeLost, $"Node \"{_row.Sandbox.Node}\" has been away for {NodeLostAfter.TotalSeconds:0} s.", endSandbox: false);
        }
    }

    /// <summary>The agent did not take it: the session ends with what is known of the end. One that does not act for its lease was wiped, or else never confirmed.</summary>
    private async ValueTask CloseRefused(SessionRow row, LatchResult result)
    {
        var end = result == LatchResult.Gone ? await TryEnded(row) : (await TryStatus(row)).Status is null ? await TryReleased(row) : SessionRules.Outlived(Now);
        if (_row.Lease == row.Lease)
        {
            var reason = end?.Reason ?? (result == LatchResult.NotBound ? EndReason.StartFailed : EndReason.Crashed);
            await Close(reason, end?.Detail ?? $"The sandbox did not answer to its lease: {result}.", endSandbox: true);
        }
    }

    /// <summary>What was being wiped and is gone was confirmed once. Null: it is not known to be so.</summary>
    private async ValueTask<SessionEnd?> TryReleased(SessionRow row) => await TryEnded(row) is { Reason: EndReason.Released } end ? end : null;

    private async ValueTask<SessionEnd?> TryEnded(SessionRow row)
    {
        try
        {
            return await Sandbox(row.Sandbox).Ended();
        }
        catch (Exception failure) when (Faults.Pass(failure))
        {
            LogNotReached(_id, row.Sandbox, failure.Message);
            return null;
        }
    }

    /// <summary>What cannot be ended now is ended by its pool, which asks us, or by its own deadline.</summary>
    private async Task EndSandbox(SessionRow row, EndReason reason)
    {
        try
        {
            await Sandbox(row.Sandbox).End(row.Lease, reason);
        }
        catch (Exception failure) when (Faults.Pass(failure) || failure is SandboxRuntimeException)
        {
            LogNotReached(_id, row.Sandbox, failure.Message);
        }
    }
}
