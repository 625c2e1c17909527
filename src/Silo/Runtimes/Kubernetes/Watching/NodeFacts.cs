using k8s.Models;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Watching;

/// <summary>What we remember of a node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Room">What it offers to pods, all together.</param>
/// <param name="IsCordoned">An administrator, or a drain, keeps new pods away.</param>
/// <param name="IsReady">Its kubelet answers.</param>
internal sealed record NodeFacts(string Name, Amount Room, bool IsCordoned, bool IsReady)
{
    public static NodeFacts Of(V1Node node) => new(
        node.Metadata.Name,
        Amount.Of(node.Status?.Allocatable),
        node.Spec?.Unschedulable is true,
        node.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) is true);

    /// <summary>Whether sandboxes may run there: it has the labels that they are to be kept to, and repels only what they bear.</summary>
    public static bool IsMeant(V1Node node, IReadOnlyDictionary<string, string> selector, IReadOnlyCollection<string> tolerated) =>
        selector.All(wanted => node.Metadata.Labels is { } labels && labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value) &&
        (node.Spec?.Taints ?? []).All(taint => taint.Effect == "PreferNoSchedule" || taint.Key.StartsWith("node.kubernetes.io/", StringComparison.Ordinal) || tolerated.Contains(taint.Key));
}
