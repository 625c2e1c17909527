using k8s.Models;

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
    public static V1NetworkPolicy DenyAll() => new()
    {
        Metadata = new() { Name = DenyName },
        Spec = new() { PodSelector = new(), PolicyTypes = [Ingress, Egress] },
    };

    /// <summary>Null where silos come by exec, which is not the pods' network.</summary>
    public static V1NetworkPolicy? SilosToAgents(KubernetesOptions options) => options.Channel is PodChannel.Exec ? null : new()
    {
        Metadata = new() { Name = AgentsName },
        Spec = new()
        {
            PodSelector = new(),
            PolicyTypes = [Ingress],
            Ingress = [new() { FromProperty = [.. Silos(options.Namespaces)], Ports = [new() { Protocol = "TCP", Port = options.AgentPort }] }],
        },
    };

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
