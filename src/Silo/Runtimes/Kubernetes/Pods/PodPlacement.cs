using k8s.Models;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>Where the scheduler may put a pod.</summary>
internal enum PodPlacement
{
    /// <summary>On the node that its name aims at, and nowhere else.</summary>
    Required,

    /// <summary>On any node that it fits on: what a cluster autoscaler has to see before it brings another.</summary>
    Anywhere,
}

internal static class PodPlacements
{
    // By the node's name and not by its label of the host name, which an administrator may have set to anything.
    public static V1Affinity? Affinity(PodPlacement placement, string node) => placement is PodPlacement.Anywhere ? null : new()
    {
        NodeAffinity = new()
        {
            RequiredDuringSchedulingIgnoredDuringExecution = new()
            {
                NodeSelectorTerms = [new() { MatchFields = [new() { Key = "metadata.name", OperatorProperty = "In", Values = [node] }] }],
            },
        },
    };

    public static List<V1Toleration> Tolerations(PodOptions options) =>
    [
        Loss("node.kubernetes.io/not-ready", options.NodeLossSeconds),
        Loss("node.kubernetes.io/unreachable", options.NodeLossSeconds),
        .. options.Tolerations.Select(key => new V1Toleration { Key = key, OperatorProperty = "Exists" }),
    ];

    private static V1Toleration Loss(string taint, int seconds) => new() { Key = taint, OperatorProperty = "Exists", Effect = "NoExecute", TolerationSeconds = seconds };
}
