using Orleans.Configuration;

namespace Sandboxes.Silo.Hosting;

/// <summary>
/// How silos notice that one of them is gone. A killed silo refuses connections, so its neighbours' probes fail at once and two of them vote it out after
/// about a second. A frozen one holds its connections open, so its votes count only once nothing has been heard of it for <see cref="Longest"/> times
/// <see cref="MissedProbes"/>.
/// <para>Three silos are the smallest cluster. Two votes declare one dead; where only two are there one vote has to do, and then one silo that is confused,
/// starved or cut off evicts a healthy one, or each evicts the other. With three, whoever is cut off is outvoted by the two that see each other.</para>
/// </summary>
internal static class Membership
{
    private const int MissedProbes = 2;
    private const int Votes = 2;
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    /// <summary>A vote that was not joined by a second one is forgotten: two silos that were each slow once are no proof.</summary>
    private static readonly TimeSpan VoteCounts = TimeSpan.FromSeconds(30);

    /// <summary>Who missed the gossip, such as a silo that was frozen, reads in the table that it was declared dead.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    /// <summary>After three of them without a sign of life nobody who joins waits for a silo to answer: so long a cluster that was killed as a whole is slow to start.</summary>
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(3);

    public static ISiloBuilder UseMembership(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<IFatalErrorHandler, EndAtOnce>();
        silo.Services.AddHostedService<EvictionWatch>();
        silo.Services.AddHostedService<SignOfLife>();
        return silo.Configure<ClusterMembershipOptions>(options =>
        {
            (options.ProbeTimeout, options.MinProbeTimeout, options.MaxProbeTimeout) = (Probe, Probe, Longest);
            (options.NumMissedProbesLimit, options.NumVotesForDeathDeclaration) = (MissedProbes, Votes);
            (options.DeathVoteExpirationTimeout, options.TableRefreshTimeout, options.IAmAliveTablePublishTimeout) = (VoteCounts, Refresh, SignOfLife);
        });
    }
}
