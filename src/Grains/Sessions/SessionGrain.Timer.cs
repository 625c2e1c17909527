using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class SessionGrain
{
    /// <summary>Silences of a sandbox whose node is here before it is destroyed in doubt.</summary>
    private const int MostSilences = 3;

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>A pool asks about its leases every 20 seconds. An activation that has not asked the agent for longer than this may have missed that another one ended the session, and its own deadline may be far: it goes by a wall clock.</summary>
    private static readonly TimeSpan AskAgainAtLeastAfter = TimeSpan.FromSeconds(60);

    /// <summary>We have the row from the storage, and the agent was not asked yet.</summary>
    private bool _unsure;
    private long _askedAt;
    private int _silences;
    private DateTimeOffset? _askAgainAt;

    /// <summary>Counts changes of the deadlines, so that an answer from before one of them does not undo it.</summary>
    private int _renewals;

    /// <summary>One timer, at the next deadline that is known; activity moves the deadline and not the timer, which looks again when it fires.</summary>
    private void Arm()
    {
        if (!_row.IsActive || _opening is not null)
        {
            // An open that is under way arms it when it is done: what is due before that would be due at once, again and again.
            return;
        }

        var due = (_unsure ? Now : _askAgainAt ?? SessionRules.NextDue(_row)) - Now;
        due = due > TimeSpan.Zero ? due : TimeSpan.Zero;
        if (_timer is null)
        {
            _timer = this.RegisterGrainTimer(static (grain, _) => grain.Look(), this, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { Interleave = true });
        }
        else
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task Look()
    {
        if (_row.IsActive && _opening is null && (_unsure || _askAgainAt <= Now || SessionRules.IsDue(_row, Now)))
        {
            await AskSandbox();
        }

        Arm();
        LeaveIfOver();
    }

    /// <summary>
    /// Before deadlines are told to the agent: those of a row that another silo wrote are dates of that silo's clock, and one that seems to have passed may have been jumped over by ours. The agent knows
    /// what remains of them.
    /// </summary>
    private async ValueTask AskIfUnsure()
    {
        if (_row.IsActive && _opening is null && (_unsure || SessionRules.IsDue(_row, Now)))
        {
            await AskSandbox();
            Arm();
        }
    }

    private Task AskSandbox()
    {
        (_unsure, _askAgainAt, _askedAt) = (false, null, time.GetTimestamp());
        return AskSandbox(_row, _renewals);
    }

    private void AskSoon()
    {
        _unsure = true;
        Arm();
    }

    private void AskIfNotLately()
    {
        if (_opening is null && time.GetElapsedTime(_askedAt) >= AskAgainAtLeastAfter)
        {
            AskSoon();
        }
    }

    private async Task AskSandbox(SessionRow row, int renewals)
    {
        var (reached, status) = await TryStatus(row);
        if (!_row.IsActive || _row.Lease != row.Lease)
        {
            return;
        }

        if (!reached)
        {
            _askAgainAt = Now + AskAgainAfter;
            await CloseIfLost();
            return;
        }

        if (status is not null)
        {
            _silences = 0;
            await Take(status, renewals);
            return;
        }

        await Silent(row);
    }

    private async ValueTask Take(SandboxStatus status, int renewals)
    {
        if (renewals != _renewals)
        {
            return;
        }

        var before = _row;
        var next = SessionRules.Answered(before, status, Now);
        if (next.Ended is { } end)
        {
            if (status.Lease == before.Lease && !status.Confirmed)
            {
                await TakeUnconfirmed(before, end);
            }
            else
            {
                await Close(end.Reason, end.Detail, endSandbox: true);
            }

            return;
        }

        _row = next;
        if (next.ExpiresAt != before.ExpiresAt || next.IdleTimeout != before.IdleTimeout)
        {
            await SaveBehind();
        }
    }

    /// <summary>It was never confirmed, or it is being wiped: its latch knows.</summary>
    private async ValueTask TakeUnconfirmed(SessionRow row, SessionEnd end)
    {
        var result = await EndUnconfirmed(row);
        if (result is null or LatchResult.Ok or LatchResult.Unreachable)
        {
            // Whoever opened it has confirmed it meanwhile, or nobody knows: it is asked again.
            _askAgainAt = Now + AskAgainAfter;
            return;
        }

        var why = result == LatchResult.NotBound ? SessionRules.Outlived(Now) : await TryReleased(row) ?? end;
        if (_row.Lease == row.Lease)
        {
            await Close(why.Reason, why.Detail, endSandbox: true);
        }
    }

    /// <summary>Its node is there and the agent says nothing: it has ended, or it is destroyed in doubt after some tries.</summary>
    private async ValueTask Silent(SessionRow row)
    {
        var end = await TryEnded(row);
        if (_row.Lease != row.Lease || !_row.IsActive)
        {
            return;
        }

        if (end is { } ended)
        {
            await Close(ended.Reason, ended.Detail, endSandbox: false);
        }
        else if (++_silences < MostSilences)
        {
            _askAgainAt = Now + AskAgainAfter;
        }
        else if (SessionRules.Answered(_row, null, Now).Ended is { } doubt)
        {
            await Close(doubt.Reason, doubt.Detail, endSandbox: true);
        }
    }

    private async Task<(bool Reached, SandboxStatus? Status)> TryStatus(SessionRow row)
    {
        try
        {
            return (true, await Sandbox(row.Sandbox).Status());
        }
        catch (Exception failure) when (Faults.Pass(failure))
        {
            LogNotReached(_id, row.Sandbox, failure.Message);
            return (false, null);
        }
    }
}
