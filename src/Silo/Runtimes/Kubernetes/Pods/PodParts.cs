using k8s.Models;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>What rules look at.</summary>
internal static class PodParts
{
    /// <summary>All containers of a pod but those that an administrator adds to debug.</summary>
    public static IEnumerable<V1Container> Containers(this V1Pod pod) => [.. pod.Spec.InitContainers ?? [], .. pod.Spec.Containers ?? []];

    public static bool Any(this V1Pod pod, Func<V1Container, bool> matches) => pod.Containers().Any(matches);

    /// <summary>Whether a container's own setting, or the pod's where it has none, is not as it must be.</summary>
    public static bool AnyUnless<T>(this V1Pod pod, Func<V1SecurityContext?, T?> ofContainer, Func<V1PodSecurityContext?, T?> ofPod, Func<T?, bool> isRight) where T : class =>
        pod.Any(container => !isRight(ofContainer(container.SecurityContext) ?? ofPod(pod.Spec.SecurityContext)));

    /// <summary>The settings of the pod and of each container, where there are any.</summary>
    public static IEnumerable<T> Everywhere<T>(this V1Pod pod, Func<V1SecurityContext?, T?> ofContainer, Func<V1PodSecurityContext?, T?> ofPod) where T : class =>
        new[] { ofPod(pod.Spec.SecurityContext) }.Concat(pod.Containers().Select(container => ofContainer(container.SecurityContext))).OfType<T>();
}
