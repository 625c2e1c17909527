using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>
/// The channel to one agent. Never collected while its sandbox lives: the channel of an idle sandbox is what makes its lease fast. It
/// watches for the sandbox's end, tells the pool and the session, and deactivates itself.
/// </summary>
[KeepAlive, ByNode]
internal sealed partial class SandboxGrain(ISandboxRuntime runtime, TimeProvider time, ILogger<SandboxGrain> logger) : Grain, ISandboxGrain
{
    /// <summary>How long what is left of a failed start gets to say that a lease holds it. Short: most have no agent that could answer.</summary>
    private static readonly TimeSpan HeldAnswersWithin = TimeSpan.FromSeconds(1);

    /// <summary>A start may wait long for room. A call that does would be lost for as long with whatever loses calls.</summary>
    private static readonly TimeSpan StartAnswersWithin = TimeSpan.FromSeconds(15);

    private SandboxId _id;
    private LeaseId? _lease;
    private SessionId? _session;
    private Task<StartResult>? _start;
    private CancellationTokenSource? _starting;
    private bool _ending;

    /// <summary>Why we end it: the runtime only knows that somebody did.</summary>
    private SandboxGone? _why;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = SandboxId.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_channel is { } channel)
        {
            await channel.DisposeAsync();
        }
    }

    /// <summary>One that was retired before it was started is not started any more.</summary>
    public async ValueTask<StartResult> Start(TemplateSpec template)
    {
        _start ??= _ending ? Task.FromResult(new StartResult(false, "It was retired before it was started.")) : StartOnce(template);
        try
        {
            return await _start.WaitAsync(StartAnswersWithin, time);
        }
        catch (TimeoutException)
        {
            return _start.IsCompleted ? await _start : new(false, null) { GoesOn = true };
        }
    }

    public async ValueTask<LatchResult> Bind(LeaseId lease, SessionId session, TimeSpan timeToConfirm)
    {
        var result = await Latch(channel => channel.Bind(lease, timeToConfirm, CancellationToken.None));
        if (result == LatchResult.Ok)
        {
            (_lease, _session) = (lease, session);
        }

        return result;
    }

    public ValueTask<LatchResult> Confirm(LeaseId lease, LeaseTerms terms, IReadOnlyDictionary<string, string>? env) =>
        terms == LeaseTerms.NoTime ? EndUnconfirmed(lease) : Latch(channel => channel.Confirm(lease, terms, env, CancellationToken.None));

    public async ValueTask<LatchResult> Renew(LeaseId lease, LeaseTerms terms)
    {
        var result = await Latch(channel => channel.Renew(lease, terms, CancellationToken.None));
        Learn(result == LatchResult.Ok ? lease : null);
        return result;
    }

    /// <summary>Whoever ends a lease knows it, so its session is not told again.</summary>
    public async ValueTask End(LeaseId lease, EndReason reason)
    {
        if (await EndedByWipe(lease, reason))
        {
            return;
        }

        if (_lease == lease)
        {
            (_session, _why) = (null, new(reason, null));
        }

        var result = await Latch(channel => channel.End(lease, CancellationToken.None));
        if (result == LatchResult.NotBound || (result == LatchResult.Unreachable && _lease != lease))
        {
            return;
        }

        await Remove(new(reason, null));
    }

    /// <summary>Here too it is known to whoever does it.</summary>
    private async ValueTask<LatchResult> EndUnconfirmed(LeaseId lease)
    {
        var (isHeld, session) = (_lease == lease, _session);
        _session = isHeld ? null : _session;
        var result = await Latch(channel => channel.Confirm(lease, LeaseTerms.NoTime, null, CancellationToken.None));
        if (isHeld && _lease == lease && result != LatchResult.Gone)
        {
            _session = session;
        }

        return result;
    }

    /// <summary>An activation that did not see the bind learns from the agent whom to tell of the end.</summary>
    private void Learn(LeaseId? lease)
    {
        if (_lease is null && lease is not null && lease != _wiped && !_ending)
        {
            (_lease, _session) = (lease, lease.Value.Session);
        }
    }

    /// <summary>One that still starts is abandoned: nobody can hold it, and a stop does not wait for a boot.</summary>
    public async ValueTask<bool> Retire()
    {
        if (_starting is { } starting)
        {
            starting.Cancel();
            return !(await _start!).Started || await RetireStarted();
        }

        return await RetireStarted();
    }

    private async ValueTask<bool> RetireStarted()
    {
        switch (await Latch(channel => channel.Retire(CancellationToken.None)))
        {
            case LatchResult.AlreadyBound:
                return false;
            case LatchResult.Unreachable:
                throw new SandboxRuntimeException($"Sandbox {_id} does not answer, so whether it is bound is unknown. It is left to its own deadline.");
            default:
                await Remove(new(EndReason.Released, "retired"));
                return true;
        }
    }

    private async Task<StartResult> StartOnce(TemplateSpec template)
    {
        _maxUses = template.MaxUses;
        // It outlives what is done about a failure: whoever retires the sandbox meanwhile cancels it.
        using var limit = new CancellationTokenSource(runtime.LongestStart, time);
        _starting = limit;
        try
        {
            await runtime.Create(_id, template, limit.Token);
            Watch();
            return await Warm(limit.Token) is { } wrong ? await AbandonStart(wrong, _gone?.Reason ?? EndReason.StartFailed) : new StartResult(true, null);
        }
        catch (Exception failure) when (IsNoAnswer(failure))
        {
            return await AbandonStart(
                failure is OperationCanceledException ? $"It was not ready within {runtime.LongestStart.TotalSeconds:0} s, or was abandoned." : failure.Message,
                (failure as SandboxRuntimeException)?.Reason ?? EndReason.StartFailed);
        }
        finally
        {
            _starting = null;
        }
    }

    private async Task<string?> Warm(CancellationToken limit)
    {
        var channel = await OpenChannel(limit);
        return channel is null ? $"It ended while it was starting: {_gone?.Reason}. {_gone?.Detail}" : await channel.Warm(limit);
    }

    /// <summary>
    /// It was never ready, so nobody can hold it; unless this start repeats another activation's, whose sandbox was found and given away meanwhile. So its latch is asked, if it answers. The result tells
    /// the pool.
    /// </summary>
    private async Task<StartResult> AbandonStart(string detail, EndReason reason)
    {
        _ending = true;
        if (await IsHeld())
        {
            _ending = false;
            return new(false, $"A lease holds it already. {detail}") { Reason = reason };
        }

        _gone ??= new(reason, detail);
        await runtime.Remove(_id, CancellationToken.None);
        DeactivateOnIdle();
        return new(false, detail) { Reason = reason };
    }

    /// <summary>No is final: what was idle is retired by the question.</summary>
    private async Task<bool> IsHeld()
    {
        // Once it was made, an agent that answers has its channel to us; a boot is not waited for.
        var mayStand = _watched is null;
        Watch();
        if (_gone is not null)
        {
            return false;
        }

        try
        {
            using var limit = new CancellationTokenSource(HeldAnswersWithin, time);
            var channel = _channel is { Closed.IsCompleted: false } open ? open : mayStand ? await OpenChannel(limit.Token) : null;
            return channel is not null && await channel.Retire(limit.Token) == LatchResult.AlreadyBound;
        }
        catch (Exception failure) when (IsNoAnswer(failure))
        {
            return false;
        }
    }

    private async Task Remove(SandboxGone why)
    {
        (_ending, _why) = (true, why);
        await runtime.Remove(_id, CancellationToken.None);
        OnGone(why);
    }
}
