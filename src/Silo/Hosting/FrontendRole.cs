using Orleans.Configuration;
using Sandboxes.Frontend;
using Sandboxes.Silo.Storage.Postgres;
using Sandboxes.Silo.Transport;

namespace Sandboxes.Silo.Hosting;

/// <summary>The parts of a process that is a client of the cluster's silos.</summary>
internal static class FrontendRole
{
    /// <summary>How soon a silo that came is used, and one that went is not.</summary>
    private static readonly TimeSpan LookForGateways = TimeSpan.FromSeconds(1);

    public static void Add(WebApplicationBuilder builder, ProcessSettings process)
    {
        builder.Services.AddValidated<ClusterOptions>(builder.Configuration, ClusterOptions.Section, options => options.Errors());
        builder.Services.AddOrganizations(builder.Configuration);
        builder.UseOrleansClient(client => client
            .UsePostgres(process.Cluster)
            .UseConnectionRetryFilter<Reconnecting>()
            .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = LookForGateways));
        builder.Services.AddSingleton<ClusterLink>();
        builder.Services.AddSingleton<IClusterLink>(services => services.GetRequiredService<ClusterLink>());
        builder.Services.AddSingleton<ILifecycleParticipant<IClusterClientLifecycle>>(services => services.GetRequiredService<ClusterLink>());
        if (process.Tls.IsOn)
        {
            var tls = new MutualTls(process.Tls, TimeProvider.System);
            builder.Services.Configure<ClientConnectionOptions>(options => options.ConfigureConnection(tls.Connect));
        }

        // It listens and says that it is not ready while it still looks for its first silo.
        builder.Services.Configure<HostOptions>(options => options.ServicesStartConcurrently = true);
    }
}
