namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>What each scope may have: what its organization's section says (Organizations:NAME:Quota with Pods, Cpu and MemoryBytes), and for the rest what all have.</summary>
internal sealed class ScopeQuotas(IConfiguration organizations, NamespaceOptions others)
{
    public ScopeQuota Of(string scope)
    {
        // Keys of the configuration have colons between their parts, names of organizations have none.
        var quota = scope.Contains(':', StringComparison.Ordinal) ? null : organizations.GetSection(scope).GetSection("Quota");
        return new(
            quota?.GetValue<int?>("Pods") ?? others.Pods,
            quota?.GetValue<double?>("Cpu") ?? others.Cpus,
            quota?.GetValue<long?>("MemoryBytes") ?? others.MemoryBytes);
    }
}
