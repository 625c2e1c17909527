namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>The namespace of a scope: the pods of one organization, or of all that share.</summary>
internal static class OrganizationNamespace
{
    public const int LongestPrefix = 20;

    /// <summary>The name with the prefix of the environment before it. No two scopes have the same one.</summary>
    public static string Of(string scope, string prefix) => prefix + NameMapping.DnsLabel(scope, KubernetesNames.LongestLabel - prefix.Length);

    /// <summary>What is wrong with the setting Kubernetes:NamespacePrefix.</summary>
    public static IEnumerable<string> Errors(string prefix) =>
        IsPrefix(prefix) ? [] : [$"Kubernetes:NamespacePrefix is '{prefix}'; it must be 1 to {LongestPrefix} of a-z, 0-9 and -, a letter first."];

    /// <summary>Whether names may begin with it.</summary>
    public static bool IsPrefix(string prefix) => prefix.Length is > 0 and <= LongestPrefix && char.IsAsciiLetterLower(prefix[0]) && KubernetesNames.IsLabel(prefix + "x");
}
