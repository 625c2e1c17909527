using k8s.Models;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

namespace Sandboxes.Kube.Tests.Manifests;

/// <summary>Rights as lines, a verb on a kind of object each.</summary>
internal static class Rights
{
    public static IEnumerable<string> Of(IEnumerable<ApiRight> rights) => rights.SelectMany(right => right.Verbs.Select(verb => Line(verb, right.Group, right.Resource)));

    /// <summary>What roles grant, but <c>bind</c>, which no request has as its verb.</summary>
    public static SortedSet<string> Of(IEnumerable<V1ClusterRole> roles) => new(
        from rule in roles.SelectMany(role => role.Rules)
        from verb in rule.Verbs
        from resource in rule.Resources
        where verb != "bind"
        select Line(verb, rule.ApiGroups.Single(), resource),
        StringComparer.Ordinal);

    public static string Line(string verb, string group, string resource) => $"{verb} {group}/{resource}";
}
