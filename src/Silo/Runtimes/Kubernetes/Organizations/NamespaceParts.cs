using k8s;
using k8s.Models;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>What a namespace needs, in the order in which it is made: limits and walls stand before an account is there that could make a pod.</summary>
internal static class NamespaceParts
{
    public static IEnumerable<NamespacePart> Of(ScopeQuota quota, string cluster, KubernetesOptions options)
    {
        yield return new NamespacePart<V1ResourceQuota>(
            ApiCollection.ResourceQuotas, NamespaceObjects.Quota(quota, options), found => Amounts(found.Spec?.Hard) + Scopes(found.Spec), (found, wanted) => found.Spec = wanted.Spec);
        yield return new NamespacePart<V1LimitRange>(
            ApiCollection.LimitRanges, NamespaceObjects.Limits(quota, options), found => string.Join('\n', (found.Spec?.Limits ?? []).Select(Limits)), (found, wanted) => found.Spec = wanted.Spec);
        yield return Policy(NetworkPolicies.DenyAll(cluster));
        if (NetworkPolicies.SilosToAgents(cluster, options) is { } silos)
        {
            yield return Policy(silos);
        }

        yield return new NamespacePart<V1ServiceAccount>(
            ApiCollection.ServiceAccounts,
            NamespaceObjects.Account(),
            found => $"{found.AutomountServiceAccountToken}",
            (found, wanted) => found.AutomountServiceAccountToken = wanted.AutomountServiceAccountToken);
        yield return new NamespacePart<V1RoleBinding>(
            ApiCollection.RoleBindings,
            NamespaceObjects.Binding(options.Namespaces),
            found => KubernetesJson.Serialize(found.RoleRef) + KubernetesJson.Serialize(found.Subjects ?? []),
            (found, wanted) => found.Subjects = wanted.Subjects);
    }

    private static NamespacePart<V1NetworkPolicy> Policy(V1NetworkPolicy wanted) => new(
        ApiCollection.NetworkPolicies,
        wanted,
        found => found.Metadata.Labels?.TryGetValue(PodLabels.Cluster, out var cluster) is true ? cluster + KubernetesJson.Serialize(found.Spec) : "",
        (found, made) =>
        {
            found.Metadata.Labels ??= new Dictionary<string, string>();
            found.Metadata.Labels[PodLabels.Cluster] = made.Metadata.Labels[PodLabels.Cluster];
            found.Spec = made.Spec;
        });

    private static string Limits(V1LimitRangeItem item) =>
        $"{item.Type} {Amounts(item.Max)} {Amounts(item.Min)} {Amounts(item.DefaultProperty)} {Amounts(item.DefaultRequest)} {Amounts(item.MaxLimitRequestRatio)}";

    // A quota with scopes counts only some pods.
    private static string Scopes(V1ResourceQuotaSpec? spec) => spec is { Scopes: not null } or { ScopeSelector: not null } ? " scoped" : "";

    // As numbers: the server writes 1Gi where we wrote bytes.
    private static string Amounts(IDictionary<string, ResourceQuantity>? amounts) =>
        string.Join(',', (amounts ?? new Dictionary<string, ResourceQuantity>()).OrderBy(amount => amount.Key, StringComparer.Ordinal).Select(amount => $"{amount.Key}={amount.Value.ToDecimal():0.######}"));
}
