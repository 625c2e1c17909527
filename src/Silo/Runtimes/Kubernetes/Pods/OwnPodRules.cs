using k8s.Models;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>What we ask of a pod beyond the Pod Security Standard.</summary>
internal static class OwnPodRules
{
    public const string Names = "Names and Labels";
    public const string Images = "Images";
    public const string Environment = "Environment";
    public const string Resources = "Resources";
    public const string Volumes = "Sized Volumes";
    public const string Deadline = "Deadline";
    public const string Kernels = "Kernels";

    /// <summary>Below are users of the system.</summary>
    private const long LeastUid = 10_000;
    private const int MostGraceSeconds = 2;

    private static readonly string[] Identity = [PodLabels.Cluster, PodLabels.Sandbox, PodLabels.Node, PodLabels.Template, PodLabels.Revision, PodLabels.Scope];
    private static readonly string[] Amounts = [PodResources.Cpu, PodResources.Memory, PodResources.EphemeralStorage];

    public static IReadOnlyList<PodRule> Rules { get; } =
    [
        new(Names, pod => !HasOwnNames(pod)),
        new(Images, pod => pod.Any(container => !ImageReference.IsValid(container.Image ?? ""))),
        new(Environment, pod => pod.Any(container => container.Env is { Count: > 0 } || container.EnvFrom is { Count: > 0 })),
        new(Resources, pod => pod.Any(container => !IsLimited(container.Resources))),
        new(Volumes, pod => (pod.Spec.Volumes ?? []).Any(volume => volume.EmptyDir?.SizeLimit is not { } size || size.ToDecimal() <= 0)),
        new(Deadline, pod => pod.Spec.ActiveDeadlineSeconds is not (> 0 and <= int.MaxValue)),
        new("Containers", pod => pod.Spec.InitContainers is not [{ Name: PodContainers.Install }] || pod.Spec.Containers is not [{ Name: PodContainers.Sandbox }] || pod.Spec.EphemeralContainers is { Count: > 0 }),
        new("Users", pod => !HasUsersApart(pod)),
        new("Read-only Root", pod => pod.Any(container => container.SecurityContext?.ReadOnlyRootFilesystem is not true)),
        new("Agent's File", pod => pod.Spec.Containers.Any(container => container.VolumeMounts?.Any(mount => mount is { Name: "agent", ReadOnlyProperty: not true }) is true)),
        new("Start Token", pod => pod.Any(container => container.VolumeMounts?.Any(mount => mount is { Name: "once", MountPath: PodVolumes.Once, ReadOnlyProperty: not true }) is not true)),
        new("Last Message", pod => pod.Spec.Containers.Any(container => container.TerminationMessagePath != PodVolumes.LastMessage)),
        new("Service Account", pod => pod.Spec.AutomountServiceAccountToken is not false || pod.Spec.ServiceAccountName != PodTemplate.ServiceAccount),
        new("Service Links", pod => pod.Spec.EnableServiceLinks is not false),
        new("Process Namespace", pod => pod.Spec.ShareProcessNamespace is true),
        new("Restart Policy", pod => pod.Spec.RestartPolicy != "Never"),
        new("Grace Period", pod => pod.Spec.TerminationGracePeriodSeconds is not (>= 0 and <= MostGraceSeconds)),
        new("Resolver", pod => pod.Spec.DnsPolicy != "None" || pod.Spec.DnsConfig?.Nameservers?.All(server => server.StartsWith("127.", StringComparison.Ordinal)) is not true),
        new("Placement", pod => !string.IsNullOrEmpty(pod.Spec.NodeName)),
        new("Owners", pod => pod.Metadata.OwnerReferences is { Count: > 0 } || pod.Metadata.Finalizers is { Count: > 0 }),
    ];

    private static bool HasOwnNames(V1Pod pod) =>
        KubernetesNames.IsLabel(pod.Metadata.Name ?? "") && KubernetesNames.IsLabel(pod.Metadata.NamespaceProperty ?? "") &&
        pod.Metadata.Labels is { } labels && labels.All(pair => KubernetesNames.IsQualified(pair.Key) && KubernetesNames.IsLabelValue(pair.Value)) &&
        pod.Metadata.Annotations is { } annotations && annotations.Keys.All(KubernetesNames.IsQualified) &&
        Identity.All(key => labels.TryGetValue(key, out var label) && annotations.TryGetValue(key, out var name) && label == NameMapping.LabelValue(name)) &&
        labels[PodLabels.Sandbox] == pod.Metadata.Name;

    private static bool IsLimited(V1ResourceRequirements? resources) => Amounts.All(amount =>
        resources?.Limits is { } limits && limits.TryGetValue(amount, out var limit) && limit.ToDecimal() > 0 &&
        resources.Requests is { } requests && requests.TryGetValue(amount, out var request) && request.ToDecimal() > 0 && request.ToDecimal() <= limit.ToDecimal());

    // Each container says so itself: what the pod says is only for what has no word of its own.
    private static bool HasUsersApart(V1Pod pod) =>
        pod.Containers().All(container => container.SecurityContext is { RunAsUser: >= LeastUid, RunAsGroup: >= LeastUid }) &&
        pod.Spec.Containers.All(container => container.SecurityContext.RunAsUser != SandboxUid.Agent) &&
        (pod.Spec.InitContainers ?? []).All(container => container.SecurityContext.RunAsUser == SandboxUid.Agent) &&
        pod.Spec.SecurityContext?.SupplementalGroups is null or { Count: 0 };
}
