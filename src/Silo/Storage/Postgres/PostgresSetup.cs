using Orleans.Configuration;

namespace Sandboxes.Silo.Storage.Postgres;

/// <summary>A cluster over PostgreSQL: who is in it, what it stores, and how its clients find it.</summary>
public static class PostgresSetup
{
    private const string Invariant = "Npgsql";

    /// <summary>Rows of dead silos are kept for a look at what happened, and then removed.</summary>
    private static readonly TimeSpan DefunctAfter = TimeSpan.FromHours(1), DefunctLook = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Membership, reminders, the storage of grains and sessions, their list, and the migration before the silo starts. <see cref="ClusterOptions.Database"/> must be set. May
    /// be called before or after <see cref="SiloSetup.AddSandboxGrains"/>.
    /// </summary>
    public static ISiloBuilder UsePostgres(this ISiloBuilder silo, ClusterOptions cluster)
    {
        var database = DatabaseOf(cluster);
        silo.Configure<Orleans.Configuration.ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.Id, cluster.Id));
        silo.Configure<ClusterMembershipOptions>(options => (options.DefunctSiloExpiration, options.DefunctSiloCleanupPeriod) = (DefunctAfter, DefunctLook));
        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, ConnectionStrings.Membership(database)));
        silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Invariant, ConnectionStrings.Reminders(database)));
        silo.UseSystemTextJsonGrainStorageSerializer();
        silo.AddAdoNetGrainStorageAsDefault(options => (options.Invariant, options.ConnectionString) = (Invariant, ConnectionStrings.State(database)));
        return silo;
    }

    /// <summary>The list of gateways. <see cref="ClusterOptions.Database"/> must be set.</summary>
    public static IClientBuilder UsePostgres(this IClientBuilder client, ClusterOptions cluster)
    {
        var database = DatabaseOf(cluster);
        client.Configure<Orleans.Configuration.ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.Id, cluster.Id));
        return client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, ConnectionStrings.Membership(database)));
    }

    private static string DatabaseOf(ClusterOptions cluster) =>
        cluster.Database ?? throw new ArgumentException("Cluster:Database is not set.", nameof(cluster));
}
