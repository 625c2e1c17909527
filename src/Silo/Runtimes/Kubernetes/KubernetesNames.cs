using System.Text.RegularExpressions;

namespace Sandboxes.Silo.Runtimes.Kubernetes;

/// <summary>What Kubernetes takes as names, labels and their values.</summary>
internal static partial class KubernetesNames
{
    public const int LongestLabel = 63;
    public const int LongestSubdomain = 253;

    /// <summary>A DNS label: names of namespaces and, by our choice, of pods.</summary>
    public static bool IsLabel(string name) => name.Length <= LongestLabel && Label().IsMatch(name);

    /// <summary>Names of nodes, classes and accounts.</summary>
    public static bool IsSubdomain(string name) => name.Length is > 0 and <= LongestSubdomain && name.Split('.').All(part => Label().IsMatch(part));

    /// <summary>Empty is one.</summary>
    public static bool IsLabelValue(string value) => value.Length == 0 || (value.Length <= LongestLabel && Value().IsMatch(value));

    /// <summary>Keys of labels, annotations and taints: a name, with a domain before it or not.</summary>
    public static bool IsQualified(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var name = key[(slash + 1)..];
        return name.Length <= LongestLabel && Value().IsMatch(name) && (slash < 0 || IsSubdomain(key[..slash]));
    }

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]*[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\z")]
    private static partial Regex Value();
}
