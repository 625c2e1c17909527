using k8s;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Sandboxes.Grains;
using Sandboxes.Silo.Hosting;
using Sandboxes.Silo.Keys;
using Sandboxes.Silo.Runtimes.Kubernetes.Channels;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;
using Sandboxes.Silo.Runtimes.Kubernetes.Requests;
using Sandboxes.Silo.Runtimes.Kubernetes.Watching;

namespace Sandboxes.Silo.Runtimes.Kubernetes;

internal static class KubernetesRegistration
{
    /// <summary>Adds the Kubernetes runtime, and what keeps the namespaces of its pods whole.</summary>
    public static IServiceCollection AddKubernetesRuntime(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidated<KubernetesOptions>(configuration, KubernetesOptions.Section, options => options.Errors());
        services.AddSingleton(TimeProvider.System);
        // Nodes make pods, not this machine: its processors are no measure. A pod takes a second or more, so that it begins a quarter of one later costs nothing beside what leases
        // gain that come one after the other. What the section Pool says counts more.
        services.Configure<PoolOptions>(pools => (pools.MaxRefilling, pools.MaxStarting, pools.YieldToLeasesMs) = (8, 16, 250));

        // The client's own faults are inside of ours, which one silo tells another.
        services.Configure<ExceptionSerializationOptions>(exceptions => exceptions.SupportedNamespacePrefixes.Add("k8s"));
        services.AddSingleton<IKubernetes>(provider => new k8s.Kubernetes(ClusterAccess.Manager(Options(provider))));
        services.AddSingleton(provider => Keys(Options(provider)));
        services.AddSingleton(provider => new RequestBudget(Options(provider).Rates, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PodRequests>();
        services.AddSingleton(provider => new PodConnector(provider.GetRequiredService<IKubernetes>(), Options(provider)));
        services.AddSingleton<ClusterView>();
        services.AddHostedService(provider => provider.GetRequiredService<ClusterView>());
        services.AddSandboxNamespaces();
        services.AddSingleton<ITemplateGate, PodTemplateGate>();
        services.AddSingleton<KubernetesRuntime>();
        services.AddSingleton<IKeyVersion>(provider => provider.GetRequiredService<KubernetesRuntime>());
        return services.AddSingleton<ISandboxRuntime>(provider => provider.GetRequiredService<KubernetesRuntime>());
    }

    private static KubernetesOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<KubernetesOptions>>().Value;

    /// <summary>Pods outlive the process, so their keys must.</summary>
    private static ClusterKeys Keys(KubernetesOptions options)
    {
        try
        {
            return ClusterKeys.Read(options.KeyFile!, $"{KubernetesOptions.Section}:{nameof(KubernetesOptions.KeyFile)}", mayGroupRead: true);
        }
        catch (IOException fault)
        {
            throw new StartRefusedException(fault.Message);
        }
    }
}
