using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class NodePoolGrain
{
    public async ValueTask<Outcome<Leased>> Lease(LeaseRequest request, CancellationToken cancellation)
    {
        FollowTemplates();
        var since = Now;
        var waited = TimeSpan.Zero;
        for (var tries = 0; tries < MostTries; tries++)
        {
            var decision = _pool.Lease(request, since, Now);
            if (decision.Step == LeaseStep.Wait)
            {
                var from = Now;
                decision = await Wait(request.Lease, cancellation);
                waited += Now - from;
            }

            if (decision.Step == LeaseStep.Refuse)
            {
                Meters.Missed(decision.Refusal!.Code);
                return decision.Refusal;
            }

            var (leased, result) = await Bind(request, decision, waited);
            if (leased is not null)
            {
                return leased;
            }

            if (result == LatchResult.Unreachable)
            {
                return default;
            }
        }

        return Refusals.Unlucky(_node);
    }

    private async ValueTask<(Leased? Leased, LatchResult Result)> Bind(LeaseRequest request, LeaseDecision decision, TimeSpan waited)
    {
        var from = Now;
        var result = await AskLatch(request, decision.Sandbox!);
        var granted = _pool.Bound(request.Lease, request.Session, decision.Sandbox!, result, _effects);
        CarryOut();
        Nudge();
        if (!granted)
        {
            LogNotGranted(decision.Sandbox!, result);
            return (null, result);
        }

        Meters.Served(decision.From);
        return (new(new(_node, decision.Sandbox!), decision.Revision, decision.From, waited.TotalMilliseconds, (Now - from).TotalMilliseconds), result);
    }

    private async ValueTask<LatchResult> AskLatch(LeaseRequest request, string sandbox)
    {
        try
        {
            return await Sandbox(sandbox).Bind(request.Lease, request.Session, request.TimeToConfirm);
        }
        catch (Exception failure) when (Faults.Pass(failure))
        {
            LogFault(sandbox, failure);
            return LatchResult.Unreachable;
        }
    }

    private async Task<LeaseDecision> Wait(LeaseId lease, CancellationToken cancellation)
    {
        if (!_waiting.TryGetValue(lease, out var waiting))
        {
            waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(lease, waiting);
        }

        Nudge();
        await using var leaving = cancellation.UnsafeRegister(LeaveOnScheduler, (this, TaskScheduler.Current, lease));
        return await waiting.Task;
    }

    /// <summary>A cancellation arrives on any thread; the rules belong to the grain's.</summary>
    private static void LeaveOnScheduler(object? state)
    {
        var (pool, scheduler, lease) = ((NodePoolGrain, TaskScheduler, LeaseId))state!;
        _ = Task.Factory.StartNew(() => pool.Leave(lease), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
    }

    private void Leave(LeaseId lease)
    {
        if (_pool.Leave(lease))
        {
            Answer(lease, Refusals.Cancelled);
            Nudge();
        }
    }

    private void Answer(LeaseId lease, LeaseDecision decision)
    {
        if (_waiting.Remove(lease, out var waiting))
        {
            waiting.SetResult(decision);
        }
    }

    private void TurnAway()
    {
        foreach (var lease in _waiting.Keys.ToList())
        {
            Answer(lease, Refusals.Draining(_node));
        }
    }
}
