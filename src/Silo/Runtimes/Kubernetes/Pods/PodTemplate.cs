using k8s.Models;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>The pod that a sandbox is.</summary>
internal static class PodTemplate
{
    /// <summary>The account of sandboxes in each namespace. It may do nothing, and no pod has its token.</summary>
    public const string ServiceAccount = "sandbox";

    /// <summary>Nothing in it is worth a farewell: what user code began is killed by the agent.</summary>
    private const int GraceSeconds = 1;

    /// <summary>For the start, the last renewal's way and clocks of nodes that are not quite the same.</summary>
    private const int DeadlineMarginSeconds = 600;

    /// <summary>
    /// Nobody answers there: names are looked up in vain at once, and not after the seconds that a resolver behind the network policy takes. That the field is
    /// there also keeps the node's own resolvers, and the cluster's, out of the sandbox.
    /// </summary>
    private const string NoResolver = "127.0.0.1";

    /// <summary>The pod of a sandbox. The template must have passed the rules for templates.</summary>
    /// <param name="id">The pod's name, and the node that it is for.</param>
    /// <param name="template">What the sandbox is made from.</param>
    /// <param name="options">The runtime's settings.</param>
    /// <param name="cluster">Cluster:Id.</param>
    /// <param name="startKey">The public key whose owner may start the agent.</param>
    /// <param name="maxIdleAge">The largest age of an idle one.</param>
    /// <param name="placement">Where the scheduler may put it.</param>
    public static V1Pod For(SandboxId id, TemplateSpec template, KubernetesOptions options, string cluster, ReadOnlySpan<byte> startKey, TimeSpan maxIdleAge, PodPlacement placement = PodPlacement.Required) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Metadata = new()
        {
            Name = id.Name,
            NamespaceProperty = OrganizationNamespace.Of(template.Scope, options.NamespacePrefix),
            Labels = PodLabels.Labels(id, template, cluster, options.Pod),
            Annotations = PodLabels.Annotations(id, template, cluster, options.Pod),
        },
        Spec = Spec(id, template, options, startKey, maxIdleAge, placement),
    };

    private static V1PodSpec Spec(SandboxId id, TemplateSpec template, KubernetesOptions options, ReadOnlySpan<byte> startKey, TimeSpan maxIdleAge, PodPlacement placement) => new()
    {
        InitContainers = [PodContainers.InstallOf(template, options)],
        Containers = [PodContainers.SandboxOf(id, template, options, startKey)],
        Volumes = PodVolumes.Of(template.Limits, options.Pod),
        RestartPolicy = "Never",
        ActiveDeadlineSeconds = (long)maxIdleAge.TotalSeconds + template.MaxLifetimeSeconds + DeadlineMarginSeconds,
        TerminationGracePeriodSeconds = GraceSeconds,
        ServiceAccountName = ServiceAccount,
        AutomountServiceAccountToken = false,
        EnableServiceLinks = false,
        ShareProcessNamespace = false,
        HostUsers = options.Pod.UserNamespaces ? false : null,
        Hostname = "sandbox",
        DnsPolicy = "None",
        DnsConfig = new() { Nameservers = [NoResolver] },
        RuntimeClassName = options.Pod.RuntimeClass,
        PriorityClassName = options.Pod.PriorityClass,
        NodeSelector = options.Pod.NodeSelector.Count == 0 ? null : options.Pod.NodeSelector,
        Affinity = PodPlacements.Affinity(placement, id.Node),
        Tolerations = PodPlacements.Tolerations(options.Pod),
        SecurityContext = new()
        {
            RunAsNonRoot = true,
            RunAsUser = SandboxUid.Of(id.Name, options.Pod),
            RunAsGroup = SandboxUid.Of(id.Name, options.Pod),
            SeccompProfile = new() { Type = "RuntimeDefault" },
        },
    };
}
