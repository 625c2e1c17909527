using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Sandboxes.Grains;
using Sandboxes.Silo.Storage.Operators;
using Sandboxes.Silo.Storage.Schema;
using Sandboxes.Silo.Storage.Sessions;

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
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton<IHostedService>(provider => new SchemaMigration(cluster, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        silo.Services.AddSessionTable(database);
        return silo.UseOrleansTables(database, cluster.Id).UsePostgresForOperators(ConnectionStrings.State(database));
    }

    /// <summary>The list of gateways. <see cref="ClusterOptions.Database"/> must be set.</summary>
    public static IClientBuilder UsePostgres(this IClientBuilder client, ClusterOptions cluster)
    {
        var database = DatabaseOf(cluster);
        client.Configure<Orleans.Configuration.ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.Id, cluster.Id));
        return client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, ConnectionStrings.Membership(database)));
    }

    private static ISiloBuilder UseOrleansTables(this ISiloBuilder silo, string database, string id) => silo
        .Configure<Orleans.Configuration.ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (id, id))
        .Configure<ClusterMembershipOptions>(options => (options.DefunctSiloExpiration, options.DefunctSiloCleanupPeriod) = (DefunctAfter, DefunctLook))
        .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, ConnectionStrings.Membership(database)))
        .UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Invariant, ConnectionStrings.Reminders(database)))
        .UseSystemTextJsonGrainStorageSerializer()
        .UseStateTable(TemplateStorage.Name, database)
        .UseStateTable(PoolStorage.Name, database)
        .AddAdoNetGrainStorageAsDefault(options => (options.Invariant, options.ConnectionString) = (Invariant, ConnectionStrings.State(database)));

    /// <summary>Rows of the table that all grains share.</summary>
    private static ISiloBuilder UseStateTable(this ISiloBuilder silo, string name, string database)
    {
        silo.Services.RemoveAllKeyed<IGrainStorage>(name);
        return silo.AddAdoNetGrainStorage(name, options => (options.Invariant, options.ConnectionString) = (Invariant, ConnectionStrings.State(database)));
    }

    /// <summary>Takes the place of the storage in memory, if that was asked for first.</summary>
    private static void AddSessionTable(this IServiceCollection services, string database)
    {
        services.RemoveAll<ISessionList>();
        services.RemoveAll<IStorageHealth>();
        services.RemoveAllKeyed<IGrainStorage>(SessionStorage.Name);
        services.AddSingleton(_ => NpgsqlDataSource.Create(ConnectionStrings.Sessions(database)));
        services.AddSingleton<StorageHealth>();
        services.AddSingleton<IStorageHealth>(provider => provider.GetRequiredService<StorageHealth>());
        services.AddSingleton<SessionReader>();
        services.AddSingleton<SessionWriter>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<ISessionList, PostgresSessionList>();
        services.AddHostedService<StorageProbe>();
        services.AddHostedService<SessionHousekeeping>();
        services.AddGrainStorage(SessionStorage.Name, (provider, _) => provider.GetRequiredService<SessionStore>());
    }

    private static string DatabaseOf(ClusterOptions cluster) =>
        cluster.Database ?? throw new ArgumentException("Cluster:Database is not set.", nameof(cluster));
}
