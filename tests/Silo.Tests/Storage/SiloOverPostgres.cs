using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Sandboxes.Silo.Storage.Postgres;
using Sandboxes.Testing;
using ClusterOptions = Sandboxes.Silo.ClusterOptions;

namespace Sandboxes.SiloTests.Storage;

/// <summary>A real silo, and a real client, of a cluster over PostgreSQL, with nothing in it but what the storage brings.</summary>
internal static class SiloOverPostgres
{
    public static HostApplicationBuilder Silo(ClusterOptions cluster)
    {
        var ports = FreePort.Take(2);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo
            .UsePostgres(cluster)
            .Configure<EndpointOptions>(endpoints => (endpoints.AdvertisedIPAddress, endpoints.SiloPort, endpoints.GatewayPort) = (IPAddress.Loopback, ports[0], ports[1])));
        return builder;
    }

    public static HostApplicationBuilder Client(ClusterOptions cluster)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.UseOrleansClient(client => client.UsePostgres(cluster));
        return builder;
    }

    public static Task<IHost> StartSilo(ClusterOptions cluster) => Start(Silo(cluster));

    public static Task<IHost> StartClient(ClusterOptions cluster) => Start(Client(cluster));

    private static async Task<IHost> Start(HostApplicationBuilder builder)
    {
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
