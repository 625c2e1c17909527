using System.Globalization;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>
/// Labels and annotations by which a pod says whose it is. Values of labels are mapped (<see cref="NameMapping.LabelValue"/>), the annotation of the same key has the name as it is.
/// </summary>
internal static class PodLabels
{
    public const string Prefix = "sandboxes.dev/";
    public const string Cluster = Prefix + "cluster";
    public const string Sandbox = Prefix + "sandbox";
    public const string Node = Prefix + "node";
    public const string Template = Prefix + "template";
    public const string Revision = Prefix + "revision";
    public const string Scope = Prefix + "scope";

    /// <summary>Tells the cluster autoscaler that a pod without a controller, and with volumes of its own, is no reason to keep a node.</summary>
    public const string SafeToEvict = "cluster-autoscaler.kubernetes.io/safe-to-evict";

    /// <summary>Selects all that is of one cluster of ours.</summary>
    public static string Selector(string cluster) => $"{Cluster}={NameMapping.LabelValue(cluster)}";

    /// <summary>What is the same in labels and annotations, unmapped.</summary>
    private static IEnumerable<(string Key, string Value)> Of(SandboxId id, TemplateSpec template, string cluster) =>
    [
        (Cluster, cluster),
        (Sandbox, id.Name),
        (Node, id.Node),
        (Template, template.Name),
        (Revision, template.Revision.ToString(CultureInfo.InvariantCulture)),
        (Scope, template.Scope),
    ];

    /// <summary>Ours come last and win.</summary>
    public static Dictionary<string, string> Labels(SandboxId id, TemplateSpec template, string cluster, PodOptions options)
    {
        var labels = new Dictionary<string, string>(options.Labels);
        foreach (var (key, value) in Of(id, template, cluster))
        {
            labels[key] = NameMapping.LabelValue(value);
        }

        return labels;
    }

    /// <summary>Ours come last and win.</summary>
    public static Dictionary<string, string> Annotations(SandboxId id, TemplateSpec template, string cluster, PodOptions options)
    {
        var annotations = new Dictionary<string, string>(options.Annotations);
        foreach (var (key, value) in Of(id, template, cluster))
        {
            annotations[key] = value;
        }

        annotations[SafeToEvict] = "true";
        return annotations;
    }
}
