using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class SandboxGrain
{
    /// <summary>Longer than any wipe may take; the agent ends itself before.</summary>
    private static readonly TimeSpan LongestProof = TimeSpan.FromSeconds(12);

    /// <summary>Its template's; null where another activation started it, so that the agent has to say.</summary>
    private int? _maxUses;

    /// <summary>The lease that a wipe ended last: it is nobody's to tell of an end any more.</summary>
    private LeaseId? _wiped;

    public async ValueTask<WipeReport> Proof(LeaseId lease)
    {
        try
        {
            return await Channel() is { } channel ? await channel.Proof(lease, CancellationToken.None).AsTask().WaitAsync(LongestProof, time) : WipeReport.Unknown;
        }
        catch (Exception failure) when (failure is ChannelClosedException or TimeoutException)
        {
            return WipeReport.Unknown;
        }
    }

    /// <summary>
    /// Ends a lease by a wipe where its end was in order and its sandbox may be used again. Its pool is told once nothing of the lease runs any more, so that no session's end waits for the wipe. If that word is lost, the
    /// pool asks the session for the lease, and destroys the sandbox.
    /// </summary>
    private async ValueTask<bool> EndedByWipe(LeaseId lease, EndReason reason)
    {
        if (_ending || _maxUses == 1 || !Pool.IsInOrder(reason) || await Latch(channel => channel.Wipe(lease, CancellationToken.None)) != LatchResult.Ok)
        {
            return false;
        }

        _wiped = lease;
        if (_lease == lease)
        {
            (_lease, _session, _why) = (null, null, null);
        }

        _ = TellWiping(lease);
        return true;
    }

    private async Task TellWiping(LeaseId lease) => await GrainFactory.GetGrain<INodePoolGrain>(_id.Node).Wiping(_id, lease);
}
