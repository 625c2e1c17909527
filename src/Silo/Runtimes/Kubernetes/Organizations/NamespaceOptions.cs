using System.Net;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>What stands around the pods of an organization, and who makes it; section "Kubernetes:Namespaces".</summary>
public sealed class NamespaceOptions
{
    /// <summary>
    /// Whether this process makes namespaces, quotas, policies and bindings, and mends them. False: an administrator makes them, and here it is only looked whether they are there. Default: true.
    /// </summary>
    public bool Provision { get; set; } = true;

    /// <summary>The kubeconfig file of the account that provisions. Null: see <see cref="ProvisionerTokenFile"/>. Default: null.</summary>
    public string? ProvisionerKubeconfig { get; set; }

    /// <summary>A file with the token of the account that provisions, for the API server of the manager; read again as it changes. Null, and no kubeconfig: the manager's own account. Default: null.</summary>
    public string? ProvisionerTokenFile { get; set; }

    /// <summary>How often what was made is looked at again, in seconds; longer where there are hundreds of scopes. 1 to 3,600. Default: 30.</summary>
    public int CheckSeconds { get; set; } = 30;

    /// <summary>Whom each namespace's binding gives the rights of <see cref="ManagerRole"/>: "serviceaccount namespace/name" or "user name". Default: serviceaccount sandboxes/manager.</summary>
    public string Manager { get; set; } = "serviceaccount sandboxes/manager";

    /// <summary>The ClusterRole that a binding in each namespace gives to the manager. Default: sandboxes-sandbox-manager.</summary>
    public string ManagerRole { get; set; } = "sandboxes-sandbox-manager";

    /// <summary>Labels of the namespaces of silos; with <see cref="SiloPodLabels"/> they say who may reach agents. Default: none.</summary>
    public Dictionary<string, string> SiloNamespaceLabels { get; set; } = [];

    /// <summary>Labels of the pods of silos in those namespaces. Default: none.</summary>
    public Dictionary<string, string> SiloPodLabels { get; set; } = [];

    /// <summary>Networks (a.b.c.d/n) of silos outside of the cluster. Default: none.</summary>
    public List<string> SiloNetworks { get; set; } = [];

    /// <summary>The most pods of a scope whose organization names no quota. 1 to 100,000. Default: 1,000.</summary>
    public int Pods { get; set; } = 1_000;

    /// <summary>The most processors of all its pods together. More than 0, at most 1,000,000. Default: 500.</summary>
    public double Cpus { get; set; } = 500;

    /// <summary>The most memory of all its pods together, in bytes. 64 MiB to 1 PiB. Default: 512 GiB.</summary>
    public long MemoryBytes { get; set; } = 512L << 30;

    /// <summary>What is wrong with these settings, a sentence each.</summary>
    internal IEnumerable<string> Errors(PodChannel channel)
    {
        if (CheckSeconds is < 1 or > 3_600)
        {
            yield return $"Kubernetes:Namespaces:CheckSeconds is {CheckSeconds}; it must be 1 to 3,600.";
        }

        if (ManagerSubject.Parse(Manager) is null)
        {
            yield return $"Kubernetes:Namespaces:Manager is '{Manager}'; it must be 'serviceaccount NAMESPACE/NAME' or 'user NAME'.";
        }

        if (!KubernetesNames.IsSubdomain(ManagerRole))
        {
            yield return $"Kubernetes:Namespaces:ManagerRole is '{ManagerRole}'; it must be the name of a ClusterRole.";
        }

        if (Pods is < 1 or > 100_000 || Cpus is not (> 0 and <= 1_000_000) || MemoryBytes is < 64L << 20 or > 1L << 50)
        {
            yield return $"Kubernetes:Namespaces has Pods {Pods}, Cpus {Cpus} and MemoryBytes {MemoryBytes}; they must be 1 to 100,000, more than 0 to 1,000,000, and {64L << 20} to {1L << 50}.";
        }

        foreach (var (key, value) in SiloNamespaceLabels.Concat(SiloPodLabels))
        {
            if (!KubernetesNames.IsQualified(key) || !KubernetesNames.IsLabelValue(value))
            {
                yield return $"Kubernetes:Namespaces says that silos have the label {key}={value}, which Kubernetes would not take.";
            }
        }

        foreach (var network in SiloNetworks.Where(network => !IPNetwork.TryParse(network, out _)))
        {
            yield return $"Kubernetes:Namespaces:SiloNetworks has '{network}'; it must be a network such as 192.0.2.0/24.";
        }

        if (SiloPodLabels.Count > 0 != SiloNamespaceLabels.Count > 0)
        {
            yield return "Kubernetes:Namespaces:SiloPodLabels and Kubernetes:Namespaces:SiloNamespaceLabels go together: without the other, pods of others are let in.";
        }

        if (channel is PodChannel.Tcp && SiloPodLabels.Count == 0 && SiloNetworks.Count == 0)
        {
            yield return "Kubernetes:Channel is tcp and Kubernetes:Namespaces names no silos; set SiloNamespaceLabels and SiloPodLabels, or SiloNetworks, else nobody reaches an agent.";
        }
    }
}
