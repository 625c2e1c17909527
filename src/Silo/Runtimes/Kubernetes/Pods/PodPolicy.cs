using k8s.Models;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>Every rule that a pod of ours keeps.</summary>
internal static class PodPolicy
{
    public static IReadOnlyList<PodRule> Rules { get; } = [.. PodSecurityStandard.Rules, .. OwnPodRules.Rules];

    /// <summary>The names of the rules that a pod breaks; none where it may be made.</summary>
    public static IReadOnlyList<string> Violations(V1Pod pod) => [.. Rules.Where(rule => rule.IsBroken(pod)).Select(rule => rule.Name)];
}
