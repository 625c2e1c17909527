using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class NodePoolGrain
{
    private static readonly TimeSpan ListEvery = TimeSpan.FromSeconds(5);

    /// <summary>A sandbox abandons its start by itself; one that does not say so this much later is given up.</summary>
    private static readonly TimeSpan StartOverdue = TimeSpan.FromSeconds(20);
    private TimeSpan _lastListing = -ListEvery;
    private Task _listing = Task.CompletedTask;
    private bool _listed;

    private void CarryOut()
    {
        if (_effects.Count == 0)
        {
            return;
        }

        foreach (var effect in _effects)
        {
            CarryOut(effect);
        }

        _effects.Clear();
    }

    private void CarryOut(PoolEffect effect)
    {
        switch (effect)
        {
            case PoolEffect.Assign assign:
                Answer(assign.Lease, assign.Decision);
                break;
            case PoolEffect.Refuse refuse:
                Answer(refuse.Lease, refuse.Refusal);
                break;
            default:
                _ = RunOn(effect);
                break;
        }
    }

    /// <summary>Carries out what takes time, as a continuation of its own. What fails is left to the next listing.</summary>
    private async Task RunOn(PoolEffect effect)
    {
        await Task.Yield();
        try
        {
            await Run(effect);
        }
        catch (Exception failure) when (Faults.Pass(failure) || failure is SandboxRuntimeException)
        {
            LogFault(effect.ToString(), failure);
        }

        CarryOut();
        Nudge();
    }

    private Task Run(PoolEffect effect) => effect switch
    {
        PoolEffect.Start start => Start(start),
        PoolEffect.Retire retire => Retire(retire.Sandbox),
        PoolEffect.Discard discard => Discard(discard),
        PoolEffect.End end => End(end),
        PoolEffect.Touch touch => Touch(touch.Sandbox),
        PoolEffect.Ask ask => Ask(ask.Sandbox),
        PoolEffect.Claim claim => Claim(claim),
        PoolEffect.Wipe wipe => Wipe(wipe),
        _ => throw new InvalidOperationException($"No way to carry out {effect}."),
    };

    private async Task Start(PoolEffect.Start start)
    {
        var from = _time.GetTimestamp();
        if (await TryStart(start, from) is not { } result)
        {
            return;
        }

        Meters.Refilled(_time.GetElapsedTime(from), result.Started);
        if (result.Started)
        {
            _pool.Started(start.Sandbox, Now, _effects);
            return;
        }

        LogStartFailed(start.Sandbox, start.Template.Name, result.Detail);
        _pool.StartFailed(start.Sandbox, result.Reason, result.Detail, Now, _effects);
    }

    /// <summary>Asks until it is known, for a start may take longer than a call, and a call may be lost. Null: nobody waits for it any more.</summary>
    private async Task<StartResult?> TryStart(PoolEffect.Start start, long since)
    {
        while (_pool.IsStarting(start.Sandbox))
        {
            try
            {
                var result = await Sandbox(start.Sandbox).Start(start.Template);
                if (!result.GoesOn)
                {
                    return result;
                }
            }
            catch (TimeoutException)
            {
                // The call or its answer was lost on the way.
            }
            catch (Exception failure) when (Faults.Pass(failure) || failure is SandboxRuntimeException)
            {
                return new(false, failure.Message) { Reason = (failure as SandboxRuntimeException)?.Reason ?? EndReason.StartFailed };
            }

            if (_time.GetElapsedTime(since) > _runtime.LongestStart + StartOverdue)
            {
                return new(false, $"It was not ready within {_runtime.LongestStart.TotalSeconds:0} s.");
            }
        }

        return null;
    }

    private async Task Retire(string sandbox)
    {
        if (await Sandbox(sandbox).Retire())
        {
            _pool.Gone(sandbox, Now, _effects);
        }
        else
        {
            _pool.FoundBound(sandbox);
        }
    }

    private async Task Discard(PoolEffect.Discard discard)
    {
        await Sandbox(discard.Sandbox).End(discard.Lease, EndReason.Crashed);
        await Retire(discard.Sandbox);
    }

    private async Task End(PoolEffect.End end)
    {
        if (end.Session is { } session)
        {
            await GrainFactory.GetGrain<ISessionGrain>(session.ToString()).Observe(end.Lease, new(_node, end.Sandbox), end.Reason, end.Detail);
        }

        await Sandbox(end.Sandbox).End(end.Lease, end.Reason);
        await Retire(end.Sandbox);
    }

    private async Task Touch(string sandbox)
    {
        if (await Sandbox(sandbox).Status() is null)
        {
            _pool.Silent(sandbox, _effects);
        }
    }

    private async Task Ask(string sandbox)
    {
        SandboxStatus? status = null;
        try
        {
            status = await Sandbox(sandbox).Status();
        }
        catch (Exception failure) when (Faults.Pass(failure))
        {
            LogFault(sandbox, failure);
        }

        _pool.Answered(sandbox, status, Now, _effects);
    }

    private async Task Claim(PoolEffect.Claim claim)
    {
        bool? held = null;
        try
        {
            held = await Holds(claim);
        }
        catch (Exception failure) when (Faults.Pass(failure))
        {
            LogFault($"the lease of {claim.Sandbox}", failure);
        }

        if (held == false)
        {
            LogDisowned(claim.Sandbox, claim.Lease);
        }

        _pool.Claimed(claim.Sandbox, claim.Lease, held, Now, _effects);
    }

    /// <summary>Nothing is made before the first listing, so that one is tried again soon.</summary>
    private void ListIfDue(TimeSpan now)
    {
        if (_templates.IsLoaded && _listing.IsCompleted && now - _lastListing >= (_listed ? ListEvery : Pool.TickEvery))
        {
            _lastListing = now;
            _listing = List(now);
        }
    }

    private async Task List(TimeSpan asked)
    {
        try
        {
            using var limit = new CancellationTokenSource(ListEvery, _time);
            await HearOrders();
            var there = await _runtime.List(_node, limit.Token);
            Follow((await _runtime.ListNodes(limit.Token)).FirstOrDefault(node => node.Node == _node));
            _pool.Listed(there, asked, Now, _effects);
            _listed = true;
            CarryOut();
            Nudge();
        }
        catch (Exception failure) when (failure is SandboxRuntimeException or OperationCanceledException or IOException)
        {
            LogFault("listing", failure);
        }
    }

    /// <summary>A node that the runtime does not know (any more) is away; once nothing is left of it, its pool has nothing to keep.</summary>
    private void Follow(NodeView? view)
    {
        _view = view ?? _view with { State = NodeStates.Away };
        _pool.Follow(_view, _effects);
        if (view is null && _pool.Count == 0)
        {
            DeactivateOnIdle();
        }
    }
}
