using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Sandboxes.Grains;
using Sandboxes.Silo.Placement;
using Sandboxes.Silo.Storage;
using SessionOptions = Sandboxes.Grains.SessionOptions;

namespace Sandboxes.Silo;

/// <summary>Composes a cluster node out of the grains, their storage and placement. The runtime is registered by whoever composes the process.</summary>
public static class SiloSetup
{
    private const string ClusterId = "sandboxes";
    private const string LocalName = "local";

    /// <summary>One silo on this machine, with everything in memory.</summary>
    public static IHostApplicationBuilder AddSandboxSilo(this IHostApplicationBuilder builder)
    {
        var node = builder.Configuration.GetSection("Silo").Get<ClusterNodeOptions>() ?? new();
        var siloPort = node.SiloPort == 0 ? FreePort() : node.SiloPort;
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(siloPort, node.GatewayPort, null, ClusterId, ClusterId)
            .Configure<SiloOptions>(options => options.SiloName = node.Name ?? LocalName)
            .AddSandboxGrains(builder.Configuration));
        builder.Services.AddHostedService<PoolStarter>();
        return builder;
    }

    /// <summary>What the grains need, whichever way the silos find each other.</summary>
    public static ISiloBuilder AddSandboxGrains(this ISiloBuilder silo, IConfiguration configuration)
    {
        var services = silo.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddValidated<ClusterNodeOptions>(configuration, "Silo", options => options.Errors());
        services.AddValidated<PoolOptions>(configuration, "Pool", options => options.Errors());
        services.AddValidated<SessionOptions>(configuration, "Session", options => options.Errors());
        services.AddValidated<TemplateOptions>(configuration, "Templates", options => options.Errors());
        services.TryAddSingleton(provider => new TemplateCatalog(provider.GetRequiredService<IOptions<TemplateOptions>>()));
        services.AddSingleton<PoolDirectory>();
        services.AddSingleton<NodeWarnings>();
        services.AddSingleton<ISandboxNames, SandboxNames>();
        services.AddPlacementDirector<ByNodePlacement, ByNodeDirector>();
        return silo.UseMemoryUnlessStored();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
