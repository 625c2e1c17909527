using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sandboxes.Silo.Runtimes.Kubernetes;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

namespace Sandboxes.Kube.Tests.Cluster;

/// <summary>Settings and namespaces of one test, under a prefix of its own; the namespaces are removed after it.</summary>
internal sealed class Bed : IAsyncDisposable
{
    public const string ClusterId = "kube-tests";

    public Bed()
    {
        KubeCluster.Need();
        Administrator = KubeCluster.Administrator();
        Options = new()
        {
            Kubeconfig = KubeCluster.Kubeconfig,
            NamespacePrefix = $"pods-{Guid.NewGuid().ToString("N")[..8]}-",
            AgentImage = Images.Agent,
            DefaultImage = Images.Sandbox,
            Namespaces = new()
            {
                SiloNamespaceLabels = { ["sandboxes.dev/silos-of"] = "tests" },
                SiloPodLabels = { ["app.kubernetes.io/name"] = "silo" },
            },
        };
        Options.Pod.MemoryRequestShare = 0.1;
    }

    public KubernetesOptions Options { get; }

    public Kubernetes Administrator { get; }

    public ScopeQuota Quota { get; set; } = new(10, 4, 4L << 30);

    public string Space(string scope) => OrganizationNamespace.Of(scope, Options.NamespacePrefix);

    public NamespaceProvisioner Provisioner(IKubernetes? client = null, ILogger<NamespaceProvisioner>? logger = null) =>
        new(client ?? Administrator, Options, ClusterId, _ => Quota, TimeProvider.System, logger ?? NullLogger<NamespaceProvisioner>.Instance);

    public async ValueTask DisposeAsync()
    {
        var cancellation = CancellationToken.None;
        var all = await Administrator.CoreV1.ListNamespaceAsync(cancellationToken: cancellation);
        foreach (var space in all.Items.Where(space => space.Metadata.Name.StartsWith(Options.NamespacePrefix, StringComparison.Ordinal)))
        {
            await Administrator.CoreV1.DeleteNamespaceAsync(space.Metadata.Name, new V1DeleteOptions(), cancellationToken: cancellation);
        }

        Administrator.Dispose();
    }
}
