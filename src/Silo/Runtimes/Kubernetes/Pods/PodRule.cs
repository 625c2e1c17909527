using k8s.Models;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>Something that no pod of ours may be.</summary>
/// <param name="Name">For people and for the API; that of the Pod Security Standard's control where it is one.</param>
/// <param name="IsBroken">Whether a pod breaks it.</param>
internal sealed record PodRule(string Name, Func<V1Pod, bool> IsBroken);
