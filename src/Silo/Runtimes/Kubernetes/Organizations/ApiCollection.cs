using k8s;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>Where the API has the objects of one kind.</summary>
internal sealed record ApiCollection(string Group, string Plural, string Kind)
{
    public static readonly ApiCollection ResourceQuotas = new("", "resourcequotas", "ResourceQuota");
    public static readonly ApiCollection LimitRanges = new("", "limitranges", "LimitRange");
    public static readonly ApiCollection ServiceAccounts = new("", "serviceaccounts", "ServiceAccount");
    public static readonly ApiCollection NetworkPolicies = new("networking.k8s.io", "networkpolicies", "NetworkPolicy");
    public static readonly ApiCollection RoleBindings = new("rbac.authorization.k8s.io", "rolebindings", "RoleBinding");

    private const string Version = "v1";

    /// <summary>Not to be disposed of: the client is another's.</summary>
    public GenericClient Client(IKubernetes client) => new(client, Group, Version, Plural, disposeClient: false);
}
