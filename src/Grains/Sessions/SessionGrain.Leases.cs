using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What sandboxes, pools and the reconcile say of a lease, and ask about one.</summary>
internal sealed partial class SessionGrain
{
    public async ValueTask Observe(LeaseId lease, SandboxId sandbox, EndReason reason, string? detail)
    {
        if (!await Loaded())
        {
            return;
        }

        if (_opening is { Ended: null } opening && opening.Lease == lease)
        {
            LogLostWhileOpening(_id, reason);
        }
        else if (await IsOurs(lease, sandbox))
        {
            await Lost(reason, detail);
        }

        LeaveIfOver();
    }

    public async ValueTask Doubt(LeaseId lease, SandboxId sandbox)
    {
        if (await Loaded() && _opening is null && await IsOurs(lease, sandbox))
        {
            AskSoon();
        }

        LeaveIfOver();
    }

    /// <summary>A no is final, so it is never said out of memory: an activation that was cut off may have missed what another one stored.</summary>
    public async ValueTask<bool> Holds(LeaseId lease)
    {
        await Loaded(required: true);
        if (HoldsNow(lease))
        {
            AskIfNotLately();
            return true;
        }

        var stored = await ReadAgain();
        LeaveIfOver();
        return HoldsNow(lease) || (stored.IsActive && stored.Lease == lease);
    }

    /// <summary>Whether another activation, which is no more, has gone on with this session under that lease: then we do.</summary>
    private async ValueTask<bool> GoesOnWith(LeaseId lease)
    {
        try
        {
            return (await ReadAgain()).Lease == lease;
        }
        catch (StorageUnavailableException)
        {
            return false; // Whoever compares what is stored with what is there says it again.
        }
    }

    private bool HoldsNow(LeaseId lease) =>
        (_opening is { Ended: null } opening && opening.Lease == lease) || (_row.IsActive && _row.Lease == lease);

    /// <summary>Not that of a lease that is over, and not one that a request bound which came twice.</summary>
    private async ValueTask<bool> IsOurs(LeaseId lease, SandboxId sandbox)
    {
        var isKnown = _row.Lease == lease || (_opening is null && await GoesOnWith(lease));
        return isKnown && _row.IsActive && _row.Lease == lease && _row.Sandbox == sandbox;
    }

    private async ValueTask Lost(EndReason reason, string? detail)
    {
        if (reason == EndReason.NodeLost && presence.IsHere(_row.Sandbox.Node))
        {
            // Whoever says so may not have heard that the node is back: the node itself knows better.
            AskSoon();
        }
        else
        {
            await Close(reason, detail, endSandbox: reason == EndReason.Drained);
        }
    }
}
