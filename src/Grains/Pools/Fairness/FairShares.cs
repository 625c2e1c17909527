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

    /// <summary>How long an organization that got one is taken to come again.</summary>
    public static readonly TimeSpan ExpectedFor = TimeSpan.FromMinutes(1);

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
    public void Serve(FairShare share, TimeSpan now)
    {
        share.ServedAt = now;
        if (share.Waiting == 0)
        {
            CatchUp(share);
        }

        _now = Math.Max(_now, share.Turn);
        share.Turn += share.Stride;
    }

    /// <summary>Whether nobody who waits would be served before it if it came now, but for who came first: it got one lately, waits for nothing, and had no more than its share while the others wait.</summary>
    public bool Expects(string organization, TimeSpan now) => _shares.TryGetValue(organization, out var share) && IsExpected(share, Earliest(), now);

    /// <summary>Organizations that are <see cref="Expects">expected</see>.</summary>
    public int Expected(TimeSpan now)
    {
        var (expected, earliest) = (0, Earliest());
        foreach (var share in _shares.Values)
        {
            expected += IsExpected(share, earliest, now) ? 1 : 0;
        }

        return expected;
    }

    private static bool IsExpected(FairShare share, long earliest, TimeSpan now) =>
        share.Waiting == 0 && share.Turn <= earliest && now - share.ServedAt < ExpectedFor;

    /// <summary>The turn of whoever is next of those that wait.</summary>
    private long Earliest()
    {
        var earliest = long.MaxValue;
        foreach (var share in _shares.Values)
        {
            earliest = share.Waiting > 0 ? Math.Min(earliest, share.Turn) : earliest;
        }

        return earliest;
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
