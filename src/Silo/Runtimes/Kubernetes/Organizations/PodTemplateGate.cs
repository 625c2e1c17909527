using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>Refuses a template that could not be a pod of some scope, as <see cref="TemplateGate"/> refuses those of the settings.</summary>
internal sealed class PodTemplateGate(OrganizationScopes scopes, ScopeQuotas quotas) : ITemplateGate
{
    public IEnumerable<string> Errors(TemplateSpec template) => scopes.All
        .SelectMany(scope => TemplateRules.Check(template with { Scope = scope }, quotas.Of(scope)))
        .Select(violation => violation.Detail)
        .Distinct();
}
