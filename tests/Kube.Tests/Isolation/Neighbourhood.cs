using k8s;
using k8s.Models;
using Sandboxes.Abstractions;
using Sandboxes.Kube.Tests.Cluster;
using Sandboxes.Kube.Tests.Isolation;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

[assembly: AssemblyFixture(typeof(Neighbourhood))]

namespace Sandboxes.Kube.Tests.Isolation;

/// <summary>
/// Sandboxes of two organizations on two nodes, silos, and pods that are neither; made once for all tests that look at how they are kept apart.
/// </summary>
public sealed class Neighbourhood : IAsyncDisposable
{
    public const int FreePort = 7_900;

    private const string Listener =
        """
        import socket, threading
        def udp():
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("0.0.0.0", 7900))
            while True:
                data, peer = s.recvfrom(16); s.sendto(data, peer)
        threading.Thread(target=udp, daemon=True).start()
        s = socket.socket(); s.bind(("0.0.0.0", 7900)); s.listen(64)
        while True:
            s.accept()[0].close()
        """;

    private readonly Lazy<Task> _built;
    private Bed? _bed;

    public Neighbourhood() => _built = new(Build);

    internal Bed Bed => _bed!;

    internal Dictionary<string, V1Pod> Pods { get; } = [];

    /// <summary>The two nodes that sandboxes stand on.</summary>
    internal string[] Nodes { get; private set; } = [];

    internal string Address(string pod) => Pods[pod].Status.PodIP;

    internal string Space(string pod) => Pods[pod].Metadata.NamespaceProperty;

    internal string Name(string pod) => Pods[pod].Metadata.Name;

    internal IEnumerable<Target> Agents(params string[] sandboxes) => sandboxes.Select(sandbox => new Target("agent of " + sandbox, "tcp", Address(sandbox), Bed.Options.AgentPort));

    internal Task<string[]> Reachable(string pod, IEnumerable<Target> targets, CancellationToken cancellation) =>
        Probe.Reachable(Bed.Administrator, Space(pod), Name(pod), targets, cancellation);

    internal Task<string> Python(string pod, string program, CancellationToken cancellation) => PodExec.Python(Bed.Administrator, Space(pod), Name(pod), program, cancellation);

    /// <summary>Builds it for whoever is first, or skips the test.</summary>
    internal Task Ready()
    {
        KubeCluster.Need();
        return _built.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (_bed is not null)
        {
            await _bed.DisposeAsync();
        }
    }

    private async Task Build()
    {
        _bed = new();
        var nodes = await _bed.Administrator.CoreV1.ListNodeAsync();
        Nodes = [.. nodes.Items.Select(node => node.Metadata.Name).Order(StringComparer.Ordinal)];
        await Images.Need(_bed.Administrator);
        Assert.SkipUnless(Nodes.Length >= 2, "two nodes are needed, to look from one at the other");
        foreach (var scope in (string[])["red", "blue"])
        {
            Assert.Null(await _bed.Provisioner().Ensure(scope, CancellationToken.None));
        }

        await Namespace("silos", new() { ["sandboxes.dev/silos-of"] = "tests" });
        await Namespace("others", []);
        Dictionary<string, string> silo = new() { ["app.kubernetes.io/name"] = "silo" };
        await Task.WhenAll(
            Sandbox("red1", "red", Nodes[0]), Sandbox("red2", "red", Nodes[1]), Sandbox("blue1", "blue", Nodes[0]), Sandbox("blue2", "blue", Nodes[1]),
            Program("silo", "silos", Nodes[0], silo), Program("stranger", "silos", Nodes[0], []), Program("impostor", "others", Nodes[0], silo), Program("far", "others", Nodes[1], []));
    }

    private async Task Namespace(string name, Dictionary<string, string> labels) =>
        await Bed.Administrator.CoreV1.CreateNamespaceAsync(new() { Metadata = new() { Name = Bed.Options.NamespacePrefix + name, Labels = labels } });

    private Task Sandbox(string key, string scope, string node) => Start(
        key,
        PodTemplate.For(new SandboxId(node, $"s1-{Guid.NewGuid():N}"), new TemplateSpec { Name = "probe", Scope = scope, Limits = new() { MemoryBytes = 128L << 20, Cpus = 0.4 } }, Bed.Options, Bed.ClusterId, new byte[32], TimeSpan.FromHours(1)));

    private Task Program(string key, string space, string node, Dictionary<string, string> labels) =>
        Start(key, Cluster.Pods.Program(Bed.Options.NamespacePrefix + space, key, node, Listener, labels));

    private async Task Start(string key, V1Pod pod)
    {
        var running = await Cluster.Pods.Start(Bed.Administrator, pod, CancellationToken.None);
        lock (Pods)
        {
            Pods[key] = running;
        }
    }
}
