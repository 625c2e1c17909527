using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

internal static class NamespaceSetup
{
    /// <summary>Adds <see cref="NamespaceKeeper"/>, which the runtime asks before each pod, and what keeps namespaces whole. Options and the cluster's id are registered by others.</summary>
    public static IServiceCollection AddSandboxNamespaces(this IServiceCollection services)
    {
        // An organization has a namespace of its own.
        services.Configure<OrganizationsOptions>(organizations => organizations.DedicatedByDefault = true);
        services.AddSingleton(provider => new ScopeQuotas(provider.GetRequiredService<IOptions<OrganizationsOptions>>().Value, Options(provider).Namespaces));
        services.AddSingleton(provider => new NamespaceProvisioner(
            new k8s.Kubernetes(Options(provider).Namespaces.Provision ? ClusterAccess.Provisioner(Options(provider)) : ClusterAccess.Manager(Options(provider))),
            Options(provider),
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value.Id,
            provider.GetRequiredService<ScopeQuotas>().Of,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<NamespaceProvisioner>>()));
        services.AddSingleton(provider => new NamespaceKeeper(
            provider.GetRequiredService<NamespaceProvisioner>().Ensure,
            Options(provider).Namespaces,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<NamespaceKeeper>>()));
        services.AddSingleton(provider => new PolicyWatch(
            new k8s.Kubernetes(ClusterAccess.Provisioner(Options(provider))),
            provider.GetRequiredService<NamespaceKeeper>(),
            Options(provider),
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value.Id,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PolicyWatch>>()));
        services.AddHostedService<TemplateGate>();
        services.AddHostedService<PolicyWatching>();
        return services.AddHostedService<NamespaceKeeping>();
    }

    private static KubernetesOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<KubernetesOptions>>().Value;
}
