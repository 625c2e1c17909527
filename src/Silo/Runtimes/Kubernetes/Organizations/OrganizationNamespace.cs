namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>The namespace of a scope: the pods of one organization, or of all that share.</summary>
internal static class OrganizationNamespace
{
    public const int LongestPrefix = 20;

    /// <summary>The name with the prefix of the environment before it. No two scopes have the same one.</summary>
    public static string Of(string scope, string prefix) => prefix + NameMapping.DnsLabel(scope, KubernetesNames.LongestLabel - prefix.Length);

    /// <summary>Whether names may begin with it.</summary>
    public static bool IsPrefix(string prefix) => prefix.Length is > 0 and <= LongestPrefix && char.IsAsciiLetterLower(prefix[0]) && KubernetesNames.IsLabel(prefix + "x");
}
