using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class SessionGrain
{
    /// <summary>How long a renewal or an end waits for its row. The agent knows already; the row may come later.</summary>
    private static readonly TimeSpan StoreGrace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan StoreAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long an activation without a row stays.</summary>
    private static readonly TimeSpan UnreadAtMost = TimeSpan.FromSeconds(5);

    private StoredRow? _stored;
    private IGrainTimer? _leave;
    private Task<bool>? _loading;
    private IGrainTimer? _storeAgain;

    private StoredRow Stored => _stored ??= new(storage, GrainContext.GrainId, failure => LogStorage(_id, failure));

    private StorageUnavailableException Unread => new($"The session {_id} could not be read. Try again.");

    /// <summary>False: what is stored could not be read; the next call tries again. Such an activation leaves, though not at once: its callers would be sent on to the next one.</summary>
    private async Task<bool> Load()
    {
        try
        {
            _row = await Stored.Read();
        }
        catch (Exception failure)
        {
            LogStorage(_id, failure);
            _leave ??= this.RegisterGrainTimer(
                static (grain, _) => grain.LeaveUnread(), this, new GrainTimerCreationOptions(UnreadAtMost, Timeout.InfiniteTimeSpan) { Interleave = true });
            return false;
        }

        _loaded = true;
        if (_row.IsActive)
        {
            (_unsure, _silences) = (true, 0);
            Arm();
        }

        return true;
    }

    private Task LeaveUnread()
    {
        _leave = null;
        if (!_loaded)
        {
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }

    private ValueTask<bool> Loaded() => _loaded ? ValueTask.FromResult(true) : LoadOnce();

    private async ValueTask<bool> LoadOnce()
    {
        if (_loading is not { IsCompleted: false })
        {
            _loading = Load();
        }

        return await _loading;
    }

    /// <summary>What is stored now, also while ours waits to be: another activation may have gone on. Where it did and nothing of ours waits, we go on from there, and a sandbox that only we knew of is ended.</summary>
    private async ValueTask<SessionRow> ReadAgain()
    {
        try
        {
            var stored = await Stored.Peek();
            if (_opening is null && stored.State!.IsActive && stored.State.Lease != _row.Lease && !Stored.IsPending)
            {
                var ours = _row;
                Stored.Take(stored);
                (_row, _unsure, _sandbox) = (stored.State, true, null);
                Arm();
                if (ours.IsActive)
                {
                    await EndSandbox(ours, EndReason.Released);
                }
            }

            return stored.State!;
        }
        catch (Exception failure)
        {
            LogStorage(_id, failure);
            throw Unread;
        }
    }

    /// <summary>Before anything is leased: a row can be written, and none of an earlier incarnation waits to be.</summary>
    private async ValueTask<bool> TakesRows() =>
        !health.IsDown && (!Stored.IsPending || (await Stored.Flush() == Saved.Written && !Stored.IsPending));

    /// <summary>Stores the row behind what was already done. Waits a moment for it, so that a list says the same as the answer.</summary>
    private async Task SaveBehind()
    {
        var saving = Save();
        if (saving.IsCompleted || health.IsDown)
        {
            return;
        }

        try
        {
            await saving.WaitAsync(StoreGrace, time);
        }
        catch (TimeoutException)
        {
            // It goes on, and is tried again.
        }
    }

    private async Task Save()
    {
        switch (await Stored.Write(_row))
        {
            case Saved.Unknown:
                SaveAgain();
                break;
            case Saved.Superseded:
                await GiveWay();
                break;
            default:
                break;
        }
    }

    private void SaveAgain() =>
        _storeAgain ??= this.RegisterGrainTimer(
            static (grain, _) => grain.SavePending(),
            this,
            new GrainTimerCreationOptions(StoreAgainAfter, StoreAgainAfter) { Interleave = true, KeepAlive = true });

    private async Task SavePending()
    {
        if (Stored.IsPending && await Stored.Flush() == Saved.Superseded)
        {
            await GiveWay();
        }

        if (!Stored.IsPending)
        {
            _storeAgain?.Dispose();
            _storeAgain = null;
            LeaveIfOver();
        }
    }

    /// <summary>Another activation went on with this session. What is stored stands; a sandbox that only we knew of is ended.</summary>
    private async Task GiveWay()
    {
        LogSuperseded(_id);
        var ours = _row;
        _row = Stored.Row;
        _sandbox = null;
        DeactivateOnIdle();
        if (ours.Exists && ours.Lease != _row.Lease)
        {
            await EndSandbox(ours, EndReason.Released);
        }
    }
}
