using k8s;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Kube.Tests.Cluster;
using Sandboxes.Silo;
using Sandboxes.Silo.Runtimes.Kubernetes;

namespace Sandboxes.Kube.Tests.Runtime;

/// <summary>The Kubernetes runtime as a silo composes it, on the first node of the cluster, in namespaces of its own.</summary>
public abstract class RuntimeFixture(string channel, params (string Key, string Value)[] more) : IAsyncLifetime
{
    private readonly string _prefix = $"rt-{Guid.NewGuid().ToString("N")[..8]}-";
    private readonly string _key = Path.GetTempFileName();
    private IHost? _host;

    public static TemplateSpec Python { get; } = new() { Name = "python", Kernels = ["python"], Limits = new() { MemoryBytes = 256L << 20, WorkspaceBytes = 64L << 20 } };

    public static TemplateSpec Reusable { get; } = Python with { Name = "reusable", MaxUses = 2 };

    public ISandboxRuntime Runtime => _host!.Services.GetRequiredService<ISandboxRuntime>();

    public string Node { get; private set; } = "";

    internal string Namespace => $"{_prefix}shared";

    internal Kubernetes Administrator { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (KubeCluster.Kubeconfig is null)
        {
            return; // each test says that it needs one
        }

        Administrator = KubeCluster.Administrator();
        await File.WriteAllTextAsync(_key, $"1 {new string('5', 64)}\n");
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(Settings());
        builder.Configuration.AddInMemoryCollection(more.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Logging.ClearProviders();
        builder.Services.Configure<ClusterOptions>(cluster => cluster.Id = _prefix.TrimEnd('-'));
        builder.Services.AddSingleton(new TemplateCatalog("python", [Python, Reusable]));
        builder.Services.AddOrganizations(builder.Configuration).AddKubernetesRuntime(builder.Configuration);
        _host = builder.Build();
        await _host.StartAsync();
        Node = await FirstNodeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
            var all = await Administrator.CoreV1.ListNamespaceAsync();
            foreach (var space in all.Items.Where(space => space.Metadata.Name.StartsWith(_prefix, StringComparison.Ordinal)))
            {
                await Administrator.CoreV1.DeleteNamespaceAsync(space.Metadata.Name, new V1DeleteOptions());
            }

            Administrator.Dispose();
        }

        File.Delete(_key);
        GC.SuppressFinalize(this);
    }

    private async Task<string> FirstNodeAsync()
    {
        while (true)
        {
            if ((await Runtime.ListNodes(CancellationToken.None)).FirstOrDefault(node => node.State == NodeStates.Ready) is { } node)
            {
                return node.Node;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private Dictionary<string, string?> Settings() => new()
    {
        ["Kubernetes:Kubeconfig"] = KubeCluster.Kubeconfig,
        ["Kubernetes:KeyFile"] = _key,
        ["Kubernetes:NamespacePrefix"] = _prefix,
        ["Kubernetes:Channel"] = channel,
        ["Kubernetes:AgentImage"] = Images.Agent,
        ["Kubernetes:DefaultImage"] = Images.Sandbox,
        ["Kubernetes:Pod:CpuRequestShare"] = "0.05",
        ["Kubernetes:Pod:MemoryRequestShare"] = "0.1",
        // The kit's nodes let this machine in whatever policies say.
        ["Kubernetes:Namespaces:SiloNetworks:0"] = "192.0.2.0/24",
        ["Kubernetes:Namespaces:Manager"] = "user kubernetes-admin",
    };
}

public sealed class TcpRuntimeFixture() : RuntimeFixture("tcp");

public sealed class ExecRuntimeFixture() : RuntimeFixture("exec");
