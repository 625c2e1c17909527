using System.Globalization;
using k8s.Models;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>All that stands around the pods of a scope, as it should be.</summary>
internal static class NamespaceObjects
{
    public const string QuotaName = "sandboxes";
    public const string LimitsName = "sandboxes";
    public const string BindingName = "sandboxes-manager";

    private const string PodSecurity = "pod-security.kubernetes.io/";

    /// <summary>For pods that somehow come without limits of their own; ours never do.</summary>
    private const long DefaultMemoryBytes = 64L << 20;
    private const double DefaultCpus = 0.1;

    /// <summary>Servers before 1.23 keep the labels and enforce nothing: there our own policy for pods is all there is.</summary>
    public static V1Namespace Namespace(string scope, string cluster, KubernetesOptions options) => new()
    {
        Metadata = new()
        {
            Name = OrganizationNamespace.Of(scope, options.NamespacePrefix),
            Labels = new Dictionary<string, string>
            {
                [PodSecurity + "enforce"] = "restricted",
                [PodSecurity + "audit"] = "restricted",
                [PodSecurity + "warn"] = "restricted",
                [PodLabels.Cluster] = NameMapping.LabelValue(cluster),
                [PodLabels.Scope] = NameMapping.LabelValue(scope),
            },
            Annotations = new Dictionary<string, string> { [PodLabels.Cluster] = cluster, [PodLabels.Scope] = scope },
        },
    };

    /// <summary>Beside what pods may have: nothing else that costs, or that opens a way in, is made in this namespace.</summary>
    public static V1ResourceQuota Quota(ScopeQuota quota, KubernetesOptions options) => new()
    {
        Metadata = new() { Name = QuotaName },
        Spec = new()
        {
            Hard = new Dictionary<string, ResourceQuantity>
            {
                ["pods"] = new(quota.Pods.ToString(CultureInfo.InvariantCulture)),
                ["limits.cpu"] = PodResources.Cpus(quota.Cpus),
                ["limits.memory"] = PodResources.Bytes(quota.MemoryBytes),
                ["limits.ephemeral-storage"] = PodResources.Bytes(quota.Pods * options.Pod.EphemeralStorageBytes),
                ["services"] = new("0"),
                ["persistentvolumeclaims"] = new("0"),
                ["replicationcontrollers"] = new("0"),
            },
        },
    };

    public static V1LimitRange Limits(ScopeQuota quota, KubernetesOptions options) => new()
    {
        Metadata = new() { Name = LimitsName },
        Spec = new()
        {
            Limits =
            [
                new()
                {
                    Type = "Container",
                    Max = Amounts(quota.Cpus, quota.MemoryBytes, options.Pod.EphemeralStorageBytes),
                    DefaultProperty = Amounts(Math.Min(DefaultCpus, quota.Cpus), Math.Min(DefaultMemoryBytes, quota.MemoryBytes), options.Pod.EphemeralStorageBytes),
                    DefaultRequest = Amounts(Math.Min(DefaultCpus, quota.Cpus), Math.Min(DefaultMemoryBytes, quota.MemoryBytes), options.Pod.EphemeralStorageBytes),
                },
            ],
        },
    };

    public static V1ServiceAccount Account() => new() { Metadata = new() { Name = PodTemplate.ServiceAccount }, AutomountServiceAccountToken = false };

    public static V1RoleBinding Binding(NamespaceOptions options) => new()
    {
        Metadata = new() { Name = BindingName },
        RoleRef = new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = options.ManagerRole },
        Subjects = [ManagerSubject.Parse(options.Manager)],
    };

    private static Dictionary<string, ResourceQuantity> Amounts(double cpus, long memory, long disk) => new()
    {
        [PodResources.Cpu] = PodResources.Cpus(cpus),
        [PodResources.Memory] = PodResources.Bytes(memory),
        [PodResources.EphemeralStorage] = PodResources.Bytes(disk),
    };
}
