using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>What each scope may have: what its organization's settings say, and for the rest what all have.</summary>
internal sealed class ScopeQuotas(OrganizationsOptions organizations, NamespaceOptions others)
{
    public ScopeQuota Of(string scope)
    {
        var quota = organizations.Of(scope).Quota;
        return new(quota.Pods ?? others.Pods, quota.Cpu ?? others.Cpus, quota.MemoryBytes ?? others.MemoryBytes);
    }
}
