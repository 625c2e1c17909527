using System.Net;
using System.Text.Json.Nodes;
using Sandboxes.Testing.Postgres;

namespace Sandboxes.EndToEnd.Kubernetes;

/// <summary>
/// Two silos and a frontend as processes of this machine, over a PostgreSQL and the kit's Kubernetes, with real pods. Between them and the API server stands a
/// link that can be faulty; the agents are reached by TCP, beside it.
/// </summary>
public class KubeCluster : IAsyncLifetime
{
    public const int Idle = 2;

    /// <summary>A pod, its image and its interpreter on two processors that everything shares.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Scratch _scratch = new(null);
    private readonly FaultyLink _link = new(new(IPAddress.Loopback, 6443));
    private string _connection = "";

    /// <summary>The Kubernetes namespace of the default organization, which is dedicated as all are there.</summary>
    public string Namespace => $"{Prefix}default";

    internal FaultyLink Link => _link;

    internal PostgresServer Database { get; private set; } = null!;

    internal IReadOnlyList<ClusterProcess> Silos { get; private set; } = [];

    internal ClusterProcess Frontend { get; private set; } = null!;

    internal SandboxApi Api => Frontend.Api;

    protected virtual string Prefix => "faults-tcp-";

    /// <summary>tcp or exec.</summary>
    protected virtual string Channel => "tcp";

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_scratch.State);
        Database = await PostgresServer.Launch();
        _connection = await Database.CreateDatabase();
        await File.WriteAllTextAsync(Path.Combine(_scratch.State, "kubeconfig"), (await File.ReadAllTextAsync(Kit.Kubeconfig)).Replace(":6443", $":{_link.Port}", StringComparison.Ordinal));
        await WriteKeyAsync(Path.Combine(_scratch.State, "key"));
        Silos = [.. Enumerable.Range(1, 2).Select(number => new ClusterProcess($"{Prefix}silo-{number}", Settings($"{Prefix}silo-{number}")))];
        Frontend = new ClusterProcess($"{Prefix}frontend", new Dictionary<string, string>(Common) { ["ROLE"] = "frontend" });
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Silos.Append(Frontend).OfType<ClusterProcess>().Select(part => part.DisposeAsync().AsTask()));
        await Kit.KubectlAsync("delete", "namespace", Namespace, "--ignore-not-found", "--wait=false");
        await Kit.KubectlAsync("delete", "pods", "--all", "--namespace", Namespace, "--force", "--grace-period=0");
        await Database.DisposeAsync();
        await _link.DisposeAsync();
        _scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts what a test has ended, and waits until every pool is at its target.</summary>
    internal async Task StartAsync()
    {
        (_link.Delay, _link.LosesAnswers) = (TimeSpan.Zero, false);
        foreach (var part in Silos.Append(Frontend).Where(part => !part.IsRunning))
        {
            part.Start();
        }

        try
        {
            await Task.WhenAll(Silos.Append(Frontend).Select(part => part.UntilReadyAsync()));
            await UntilCalmAsync();
        }
        catch (Exception error)
        {
            throw new InvalidOperationException(string.Join('\n', [error.Message, .. Silos.Append(Frontend).Select(part => $"--- {part.Name}\n{part.Log}")]), error);
        }
    }

    /// <summary>What holds after every fault: each pool has its target, and no pod is there that no pool counts.</summary>
    internal async Task UntilCalmAsync()
    {
        var seen = "";
        await Until.Holds(
            async () =>
            {
                var pools = (await Api.GetAsync("/v1/pools")).Json.GetProperty("pools").EnumerateArray().Where(pool => pool.GetProperty("target").GetInt32() > 0).ToList();
                var pods = await PodsAsync();
                var counted = pools.Sum(pool => pool.GetProperty("idle").GetInt32() + pool.GetProperty("bound").GetInt32());
                seen = $"{counted} counted, {pods.Count} pods, {string.Join(' ', pools)}";
                return pools.Count == 2 && pools.All(pool => pool.GetProperty("idle").GetInt32() == pool.GetProperty("target").GetInt32()) && counted == pods.Count;
            },
            () => $"the pools are at their targets and no pod is left over: {seen}",
            Patience);
    }

    /// <summary>Our pods that are not on their way out.</summary>
    internal async Task<IReadOnlyList<JsonNode>> PodsAsync() =>
        [.. (await Kit.ListAsync("pods", "--namespace", Namespace)).Where(pod => pod["metadata"]!["deletionTimestamp"] is null && pod["status"]!["phase"]!.GetValue<string>() is "Pending" or "Running")];

    private Dictionary<string, string> Common => new()
    {
        ["DATABASE"] = _connection,
        ["Cluster__Id"] = Prefix.TrimEnd('-'),
        ["SANDBOX_API_KEY"] = Product.Key,
    };

    private Dictionary<string, string> Settings(string name) => new(Common)
    {
        ["ROLE"] = "silo",
        ["RUNTIME"] = "kubernetes",
        ["Silo__Name"] = name,
        ["Kubernetes__Kubeconfig"] = Path.Combine(_scratch.State, "kubeconfig"),
        ["Kubernetes__KeyFile"] = Path.Combine(_scratch.State, "key"),
        ["Kubernetes__NamespacePrefix"] = Prefix,
        ["Kubernetes__Channel"] = Channel,
        ["Kubernetes__AgentImage"] = "localhost/sandboxes:agent",
        ["Kubernetes__DefaultImage"] = "localhost/sandboxes:sandbox",
        ["Kubernetes__Pod__CpuRequestShare"] = "0.05",
        ["Kubernetes__Pod__MemoryRequestShare"] = "0.1",
        ["Kubernetes__Namespaces__Manager"] = "user kubernetes-admin",
        // This machine reaches the pods whatever policies say.
        ["Kubernetes__Namespaces__SiloNetworks__0"] = "192.0.2.0/24",
        ["Kubernetes__Namespaces__CheckSeconds"] = "5",
        ["Templates__MinIdle__python"] = $"{Idle}",
        ["Templates__MinIdle__javascript"] = "0",
        ["Templates__MinIdle__bash"] = "0",
    };

    private static async Task WriteKeyAsync(string path)
    {
        await File.WriteAllTextAsync(path, $"1 {new string('7', 64)}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
