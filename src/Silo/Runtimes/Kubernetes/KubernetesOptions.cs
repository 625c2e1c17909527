using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;
using Sandboxes.Silo.Runtimes.Kubernetes.Requests;

namespace Sandboxes.Silo.Runtimes.Kubernetes;

/// <summary>How a silo speaks with the agent in a pod.</summary>
public enum PodChannel
{
    /// <summary>TCP to the pod's address, sealed. For silos that reach the pods' network; needs no right to exec.</summary>
    Tcp,

    /// <summary>One exec of the agent's bridge through the API server. For silos outside of the pods' network.</summary>
    Exec,
}

/// <summary>Settings of the Kubernetes runtime; section "Kubernetes".</summary>
public sealed class KubernetesOptions
{
    public const string Section = "Kubernetes";

    /// <summary>The manager's kubeconfig file. Null: the service account of the pod that this process runs in. Default: null.</summary>
    public string? Kubeconfig { get; set; }

    /// <summary>What the names of our namespaces begin with, one prefix for each environment of a Kubernetes cluster: 1 to 20 of a-z, 0-9 and -, a letter first. Default: sandboxes-.</summary>
    public string NamespacePrefix { get; set; } = "sandboxes-";

    /// <summary>Default: Tcp.</summary>
    public PodChannel Channel { get; set; } = PodChannel.Tcp;

    /// <summary>The port that agents listen at, where the channel is Tcp. 1,024 to 65,535. Default: 7171.</summary>
    public int AgentPort { get; set; } = 7171;

    /// <summary>The image that brings the agent; its program is <c>/sandbox-agent</c>. Must be set.</summary>
    public string AgentImage { get; set; } = "";

    /// <summary>The image of templates that name none. Must be set.</summary>
    public string DefaultImage { get; set; } = "";

    /// <summary>
    /// The cluster key: lines of a version (1 to 9,999), a space and 64 hexadecimal digits. The first line's makes new sandboxes, the others are for those that exist, so that the key can be changed
    /// without losing any. The same for all silos; readable for its owner and group only. Must be set.
    /// </summary>
    public string? KeyFile { get; set; }

    /// <summary>An idle sandbox that hears nothing for this long ends itself, in seconds: so an uninstalled manager leaves nothing behind. 60 to 86,400. Default: 600.</summary>
    public int IdleDeadlineSeconds { get; set; } = 600;

    /// <summary>How much is asked of the API server; section "Kubernetes:Rates".</summary>
    public RateOptions Rates { get; set; } = new();

    /// <summary>What a pod is given beside what its template says; section "Kubernetes:Pod".</summary>
    public PodOptions Pod { get; set; } = new();

    /// <summary>What stands around the pods of an organization, and who makes it; section "Kubernetes:Namespaces".</summary>
    public NamespaceOptions Namespaces { get; set; } = new();

    /// <summary>What is wrong with these settings, a sentence each.</summary>
    public IEnumerable<string> Errors()
    {
        foreach (var error in OrganizationNamespace.Errors(NamespacePrefix))
        {
            yield return error;
        }

        if (!Enum.IsDefined(Channel))
        {
            yield return "Kubernetes:Channel must be tcp or exec.";
        }

        if (AgentPort is < 1_024 or > 65_535)
        {
            yield return $"Kubernetes:AgentPort is {AgentPort}; it must be 1,024 to 65,535.";
        }

        foreach (var (setting, image) in (IEnumerable<(string, string)>)[("AgentImage", AgentImage), ("DefaultImage", DefaultImage)])
        {
            if (!ImageReference.IsValid(image))
            {
                yield return $"Kubernetes:{setting} is '{image}'; it must name an image, for example registry.example/sandboxes/agent:1.";
            }
        }

        if (string.IsNullOrEmpty(KeyFile))
        {
            yield return "Kubernetes:KeyFile is not set; it must name a file with the cluster key, the same for all silos.";
        }

        if (IdleDeadlineSeconds is < 60 or > 86_400)
        {
            yield return $"Kubernetes:IdleDeadlineSeconds is {IdleDeadlineSeconds}; it must be 60 to 86,400.";
        }

        foreach (var error in Rates.Errors().Concat(Pod.Errors()).Concat(Namespaces.Errors(Channel)))
        {
            yield return error;
        }
    }
}
