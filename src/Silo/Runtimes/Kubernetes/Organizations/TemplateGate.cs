using Microsoft.Extensions.Options;
using Sandboxes.Grains;
using Sandboxes.Silo.Hosting;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>Refuses to start with templates that could not be pods of some scope, naming the rule of each.</summary>
internal sealed class TemplateGate(TemplateCatalog templates, OrganizationScopes scopes, ScopeQuotas quotas, IOptions<KubernetesOptions> options) : IHostedLifecycleService
{
    /// <exception cref="StartRefusedException">A template breaks a rule.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // The options' own errors are told first.
        _ = options.Value;
        var refused = scopes.Shelves(templates.All)
            .SelectMany(template => TemplateRules.Check(template, quotas.Of(template.Scope)).Select(violation => $"Template \"{template.Name}\", for scope \"{template.Scope}\", breaks the rule \"{violation.Rule}\": {violation.Detail}"))
            .ToList();
        return refused.Count == 0 ? Task.CompletedTask : throw new StartRefusedException(string.Join('\n', refused));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
