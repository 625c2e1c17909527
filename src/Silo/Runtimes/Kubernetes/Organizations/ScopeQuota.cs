namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>What all pods of a scope may have together.</summary>
/// <param name="Pods">Idle, starting and bound; 1 to 100,000.</param>
/// <param name="Cpus">Sum of their limits, in processors.</param>
/// <param name="MemoryBytes">Sum of their limits.</param>
public sealed record ScopeQuota(int Pods, double Cpus, long MemoryBytes);
