using k8s.Models;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>
/// Who may speak with sandboxes: silos, with their agents, and nobody else; and sandboxes with nobody. Two policies, because policies add up: whoever edits or
/// removes the one that lets silos in opens nothing.
/// </summary>
internal static class NetworkPolicies
{
    public const string DenyName = "sandboxes-deny-all";
    public const string AgentsName = "sandboxes-silos-to-agents";

    private const string Ingress = "Ingress";
    private const string Egress = "Egress";

    /// <summary>No rule is there, so nothing is allowed: other pods, nodes, the API server, resolvers, metadata services.</summary>
    public static V1NetworkPolicy DenyAll(string cluster) => new()
    {
        Metadata = Metadata(DenyName, cluster),
        Spec = new() { PodSelector = new(), PolicyTypes = [Ingress, Egress] },
    };

    /// <summary>Null where silos come by exec, which is not the pods' network.</summary>
    public static V1NetworkPolicy? SilosToAgents(string cluster, KubernetesOptions options) => options.Channel is PodChannel.Exec ? null : new()
    {
        Metadata = Metadata(AgentsName, cluster),
        Spec = new()
        {
            PodSelector = new(),
            PolicyTypes = [Ingress],
            Ingress = [new() { FromProperty = [.. Silos(options.Namespaces)], Ports = [new() { Protocol = "TCP", Port = options.AgentPort }] }],
        },
    };

    // By the label a watch finds them in all namespaces.
    private static V1ObjectMeta Metadata(string name, string cluster) => new() { Name = name, Labels = new Dictionary<string, string> { [PodLabels.Cluster] = NameMapping.LabelValue(cluster) } };

    private static IEnumerable<V1NetworkPolicyPeer> Silos(NamespaceOptions options)
    {
        if (options.SiloPodLabels.Count > 0)
        {
            yield return new() { NamespaceSelector = Selector(options.SiloNamespaceLabels), PodSelector = Selector(options.SiloPodLabels) };
        }

        foreach (var network in options.SiloNetworks)
        {
            yield return new() { IpBlock = new() { Cidr = network } };
        }
    }

    private static V1LabelSelector Selector(Dictionary<string, string> labels) => new() { MatchLabels = labels };
}
