using Sandboxes.Grains;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>Makes the namespaces of all scopes at start, so that no pod waits for one, and keeps them whole from then on.</summary>
internal sealed class NamespaceKeeping(NamespaceKeeper keeper, OrganizationScopes scopes) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => keeper.Run(scopes.All, stoppingToken);
}
