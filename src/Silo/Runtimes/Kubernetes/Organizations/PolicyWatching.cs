using Microsoft.Extensions.Options;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>Watches where this process may mend what it sees; an administrator's policies are looked at from time to time.</summary>
internal sealed class PolicyWatching(IServiceProvider services, IOptions<KubernetesOptions> options) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.Value.Namespaces.Provision ? services.GetRequiredService<PolicyWatch>().Run(stoppingToken) : Task.CompletedTask;
}
