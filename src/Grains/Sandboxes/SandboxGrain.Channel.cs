using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class SandboxGrain
{
    /// <summary>A latch that has not answered for this long is taken to be unreachable, and its channel to be broken.</summary>
    private static readonly TimeSpan LatchTimeout = TimeSpan.FromSeconds(5);

    private ISandboxChannel? _channel;
    private Task<ISandboxChannel?>? _opening;
    private Task<SandboxGone>? _watched;
    private SandboxGone? _gone;

    /// <summary>Asks the latch. Every verb of it may be repeated, so a broken channel is opened again once.</summary>
    private async ValueTask<LatchResult> Latch(Func<ISandboxChannel, ValueTask<LatchResult>> verb)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (await Channel() is not { } channel)
            {
                break;
            }

            try
            {
                var answer = verb(channel);
                return answer.IsCompletedSuccessfully ? await answer : await answer.AsTask().WaitAsync(LatchTimeout, time);
            }
            catch (ChannelClosedException)
            {
                Forget(channel);
            }
            catch (TimeoutException)
            {
                Forget(channel);
                await channel.DisposeAsync();
            }
        }

        return IsGone() ? LatchResult.Gone : LatchResult.Unreachable;
    }

    /// <summary>What the runtime says may be later than what the channel felt, by a turn.</summary>
    private bool IsGone()
    {
        if (_gone is null && !_ending && _watched is { IsCompletedSuccessfully: true } watched)
        {
            OnGone(watched.GetAwaiter().GetResult());
        }

        return _gone is not null;
    }

    /// <summary>The channel, opened anew where it broke. Null: the sandbox is gone, or does not answer.</summary>
    private async ValueTask<ISandboxChannel?> Channel()
    {
        if (_channel is { Closed.IsCompleted: false } open)
        {
            return open;
        }

        Watch();
        return _gone is null ? await (_opening is { IsCompleted: false } opening ? opening : _opening = Reopen()) : null;
    }

    private async Task<ISandboxChannel?> Reopen()
    {
        try
        {
            using var limit = new CancellationTokenSource(LatchTimeout, time);
            return await OpenChannel(limit.Token);
        }
        catch (Exception failure) when (IsNoAnswer(failure))
        {
            LogNoChannel(_id, failure.Message);
            return null;
        }
    }

    /// <summary>Opens a channel, unless the sandbox ends first: a boot that failed is not waited for.</summary>
    private async Task<ISandboxChannel?> OpenChannel(CancellationToken limit)
    {
        using var open = CancellationTokenSource.CreateLinkedTokenSource(limit);
        var opening = runtime.OpenChannel(_id, open.Token).AsTask();
        if (await Task.WhenAny(opening, _watched!) != opening)
        {
            open.Cancel();
            _ = DisposeLate(opening);
            OnGone(await _watched!);
            return null;
        }

        return _channel = await opening;
    }

    private static async Task DisposeLate(Task<ISandboxChannel> opening)
    {
        try
        {
            await (await opening).DisposeAsync();
        }
        catch (Exception failure) when (IsNoAnswer(failure))
        {
            // It was cancelled, which is what we wanted.
        }
    }

    /// <summary>The sandbox, its channel or the time for it is over. Anything else is a bug.</summary>
    private static bool IsNoAnswer(Exception failure) => failure is SandboxRuntimeException or ChannelClosedException or OperationCanceledException or IOException;

    private void Forget(ISandboxChannel channel)
    {
        if (ReferenceEquals(_channel, channel))
        {
            _channel = null;
        }
    }

    private void Watch()
    {
        if (_watched is not null)
        {
            return;
        }

        _watched = runtime.Gone(_id);
        if (_watched.IsCompletedSuccessfully)
        {
            _gone = _watched.GetAwaiter().GetResult();
            LeaveSoon();
            return;
        }

        _ = WatchUntilGone(_watched);
    }

    /// <summary>One that is not known (any more) stays for a while: a start that was overtaken by a retirement must find that it was.</summary>
    private void LeaveSoon() =>
        this.RegisterGrainTimer(static (grain, _) => { grain.DeactivateOnIdle(); return Task.CompletedTask; }, this, new GrainTimerCreationOptions(OvertakenAtMost, Timeout.InfiniteTimeSpan));

    private static readonly TimeSpan OvertakenAtMost = TimeSpan.FromSeconds(5);

    private async Task WatchUntilGone(Task<SandboxGone> watched)
    {
        var gone = await watched;
        if (!_ending)
        {
            OnGone(gone);
        }
    }

    private void OnGone(SandboxGone gone)
    {
        if (_gone is not null)
        {
            return;
        }

        _gone = _why ?? gone;
        _ = Tell(_gone);
        DeactivateOnIdle();
    }

    /// <summary>One-way: whoever misses it learns the same at its next call or listing.</summary>
    private async Task Tell(SandboxGone gone)
    {
        await GrainFactory.GetGrain<INodePoolGrain>(_id.Node).Observe(_id, gone.Reason, gone.Detail);
        if (_lease is { } lease && _session is { } session)
        {
            await GrainFactory.GetGrain<ISessionGrain>(session.ToString()).Observe(lease, _id, gone.Reason, gone.Detail);
        }
    }
}
