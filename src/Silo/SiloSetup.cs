using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Hosting;
using Sandboxes.Silo.Placement;
using Sandboxes.Silo.Storage;
using Sandboxes.Silo.Storage.Operators;
using Sandboxes.Silo.Storage.Postgres;
using SessionOptions = Sandboxes.Grains.SessionOptions;

namespace Sandboxes.Silo;

/// <summary>Composes a cluster node out of the grains, their storage and placement. The runtime is registered by whoever composes the process.</summary>
public static class SiloSetup
{
    /// <summary>One silo: the whole cluster with everything in memory, or where Cluster:Database is set one of the cluster over it.</summary>
    public static IHostApplicationBuilder AddSandboxSilo(this IHostApplicationBuilder builder)
    {
        var cluster = builder.Configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new();
        var node = builder.Configuration.GetSection(ClusterNodeOptions.Section).Get<ClusterNodeOptions>() ?? new();
        builder.Services.AddValidated<ClusterOptions>(builder.Configuration, ClusterOptions.Section, options => options.Errors());
        builder.UseOrleans(silo => silo
            .UseSilos(cluster, node)
            .Configure<SiloOptions>(options => options.SiloName = node.Name ?? ClusterNodeOptions.DefaultName(cluster.IsStored))
            .AddSandboxGrains(builder.Configuration));
        builder.Services.AddHostedService<PoolStarter>();
        return builder;
    }

    /// <summary>What the grains need, whichever way the silos find each other.</summary>
    public static ISiloBuilder AddSandboxGrains(this ISiloBuilder silo, IConfiguration configuration)
    {
        var services = silo.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddValidated<ClusterNodeOptions>(configuration, ClusterNodeOptions.Section, options => options.Errors());
        services.AddValidated<PoolOptions>(configuration, "Pool", options => options.Errors());
        services.AddValidated<SessionOptions>(configuration, "Session", options => options.Errors());
        services.AddValidated<AuditOptions>(configuration, "Audit", options => options.Errors());
        services.AddOrganizations(configuration);
        services.AddValidated<TemplateOptions>(configuration, "Templates", options => options.Errors());
        services.TryAddSingleton(provider => new TemplateCatalog(provider.GetRequiredService<IOptions<TemplateOptions>>()));
        services.AddSingleton<IValidateOptions<OrganizationsOptions>, OrganizationTemplatesValidator>();
        services.AddSingleton<ISandboxNames, SandboxNames>();
        services.AddPlacementDirector<ByNodePlacement, ByNodeDirector>();
        return silo.AddNodes().UseMemoryUnlessStored().UseMemoryForOperatorsUnlessStored();
    }

    private static ISiloBuilder UseSilos(this ISiloBuilder silo, ClusterOptions cluster, ClusterNodeOptions node)
    {
        // What is no address is refused with the other settings, in a sentence.
        var address = IPAddress.TryParse(node.Address, out var parsed) ? parsed : IPAddress.Loopback;
        var siloPort = node.SiloPort == 0 ? FreePort(address) : node.SiloPort;
        return cluster.IsStored
            ? silo.UsePostgres(cluster).ConfigureEndpoints(address, siloPort, node.GatewayPort == 0 ? FreePort(address) : node.GatewayPort).UseMembership()
            : silo.UseLocalhostClustering(siloPort, node.GatewayPort, null, cluster.Id, cluster.Id);
    }

    private static int FreePort(IPAddress address)
    {
        using var probe = new TcpListener(address, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
