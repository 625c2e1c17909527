using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class SessionGrain
{
    /// <summary>One timer, at the next deadline that is known; activity moves the deadline and not the timer, which looks again when it fires.</summary>
    private void Arm()
    {
        if (!_row.IsActive)
        {
            return;
        }

        var due = SessionRules.NextDue(_row) - Now;
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
        switch (SessionRules.Due(_row, Now))
        {
            case SessionDue.EndLifetime:
                await Close(EndReason.Lifetime, null, endSandbox: true);
                break;
            case SessionDue.AskSandbox:
                await AskSandbox(_row.Lease);
                break;
            default:
                break;
        }

        Arm();
        LeaveIfOver();
    }

    private async Task AskSandbox(LeaseId lease)
    {
        var status = await TryStatus();
        if (!_row.IsActive || _row.Lease != lease)
        {
            return;
        }

        var next = SessionRules.Answered(_row, status, Now);
        if (next.Ended is { } end)
        {
            await Close(end.Reason, end.Detail, endSandbox: true);
        }
        else
        {
            _row = next;
        }
    }

    private async Task<SandboxStatus?> TryStatus()
    {
        try
        {
            return await Sandbox(_row.Sandbox).Status();
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
