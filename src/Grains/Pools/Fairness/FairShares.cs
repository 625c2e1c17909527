using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>
/// Start-time fair queueing of one shelf across organizations: each sandbox moves the turn of whoever got it on by what it costs him, and whoever was away starts where the others
/// are. Nobody saves up turns while he asks for nothing, and nobody pays for callers that left the queue unserved.
/// </summary>
internal sealed class FairShares
{
    /// <summary>The largest weight divides it.</summary>
    public const long Scale = 1_000_000;

    private readonly Dictionary<string, FairShare> _shares = [];
    private long _now;

    public FairShare Of(string organization, int weight)
    {
        if (_shares.TryGetValue(organization, out var share))
        {
            return share;
        }

        if (_shares.Count >= OrganizationsOptions.MostOrganizations)
        {
            Forget();
        }

        return _shares[organization] = new(organization, weight) { Turn = _now };
    }

    /// <summary>One more of its callers waits.</summary>
    public void Enter(FairShare share)
    {
        if (share.Waiting++ == 0)
        {
            CatchUp(share);
        }
    }

    /// <summary>One of its callers waits no more, served or not.</summary>
    public static void Exit(FairShare share) => share.Waiting--;

    /// <summary>It got a sandbox, from the shelf or after a wait.</summary>
    public void Serve(FairShare share)
    {
        if (share.Waiting == 0)
        {
            CatchUp(share);
        }

        _now = Math.Max(_now, share.Turn);
        share.Turn += share.Stride;
    }

    private void CatchUp(FairShare share) => share.Turn = Math.Max(share.Turn, _now);

    /// <summary>One that would start where the others are is as good as one that was never seen.</summary>
    private void Forget()
    {
        foreach (var share in _shares.Values.Where(share => share is { Waiting: 0, Creating: 0 } && share.Turn <= _now))
        {
            _shares.Remove(share.Organization);
        }
    }
}
