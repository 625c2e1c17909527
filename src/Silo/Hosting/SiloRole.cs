using Orleans.Configuration;
using Orleans.Dashboard;
using Sandboxes.Silo.Runtimes.Kubernetes;
using Sandboxes.Silo.Runtimes.Local;
using Sandboxes.Silo.Runtimes.Simulated;
using Sandboxes.Silo.Transport;

namespace Sandboxes.Silo.Hosting;

/// <summary>The parts of a process that is a node of the cluster.</summary>
internal static class SiloRole
{
    public static void Add(WebApplicationBuilder builder, ProcessSettings process)
    {
        AddRuntime(builder);
        builder.AddSandboxSilo();
        builder.UseOrleans(silo => silo.AddDashboard());
        if (process.Tls.IsOn)
        {
            Secure(builder, new MutualTls(process.Tls, TimeProvider.System));
        }
    }

    private static void Secure(WebApplicationBuilder builder, MutualTls tls) => builder.Services.Configure<SiloConnectionOptions>(options =>
    {
        options.ConfigureSiloInboundConnection(tls.Accept);
        options.ConfigureGatewayInboundConnection(tls.Accept);
        options.ConfigureSiloOutboundConnection(tls.Connect);
    });

    private static void AddRuntime(WebApplicationBuilder builder)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        _ = configuration[ShortNames.Runtime] switch
        {
            null or "" or "local" => services.AddLocalRuntime(configuration),
            "simulated" => services.AddSimulatedRuntime(configuration),
            "kubernetes" => services.AddKubernetesRuntime(configuration),
            var other => throw new StartRefusedException($"{ShortNames.Runtime} is '{other}'; it may be local (the default), kubernetes or simulated."),
        };
    }
}
