namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>Verbs on one kind of object.</summary>
internal sealed record ApiRight(string Group, string Resource, params string[] Verbs);

/// <summary>
/// All that an account needs to provision, in all namespaces; k8s/ grants it, and tests compare it with what is used. Nothing is ever deleted, no secret is read and no pod is
/// touched. To bind a role it must also hold <c>bind</c> on the ClusterRole Kubernetes:Namespaces:ManagerRole, and on no other.
/// </summary>
internal static class ProvisionerRights
{
    /// <summary>
    /// What the manager's account needs in each sandbox namespace where it does not provision: to see that everything stands. The namespace itself is among what a Role in it may let read.
    /// </summary>
    public static IReadOnlyList<ApiRight> ToLook { get; } =
    [
        new("", "namespaces", "get"),
        new("", "resourcequotas", "get"),
        new("", "limitranges", "get"),
        new("", "serviceaccounts", "get"),
        new("networking.k8s.io", "networkpolicies", "get"),
        new("rbac.authorization.k8s.io", "rolebindings", "get"),
    ];

    public static IReadOnlyList<ApiRight> All { get; } =
    [
        new("", "namespaces", "create", "get", "update"),
        new("", "resourcequotas", "create", "get", "update"),
        new("", "limitranges", "create", "get", "update"),
        new("", "serviceaccounts", "create", "get", "update"),
        new("networking.k8s.io", "networkpolicies", "create", "get", "update", "watch"),
        new("rbac.authorization.k8s.io", "rolebindings", "create", "get", "update"),
    ];
}
