using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class NodePoolGrain
{
    /// <summary>
    /// Whether the session holds the lease; null: not to be known yet. A no counts only where the agent had confirmed the lease before the question, for then its row had been written. Until
    /// then another activation of the session may be opening with it (found by docs/model), and if none is, the sandbox ends by itself.
    /// </summary>
    private async ValueTask<bool?> Holds(PoolEffect.Claim claim)
    {
        var session = GrainFactory.GetGrain<ISessionGrain>(claim.Session.ToString());
        if (await session.Holds(claim.Lease))
        {
            return true;
        }

        // One that is not the lease's any more, because it was wiped and we were not told, never is again.
        var status = await Sandbox(claim.Sandbox).Status();
        return status is null ? null : status.Lease != claim.Lease ? false : status.Confirmed ? await session.Holds(claim.Lease) : null;
    }
}
