using System.Diagnostics;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Keys;
using Sandboxes.Silo.Runtimes.Kubernetes;
using Sandboxes.Silo.Runtimes.Kubernetes.Channels;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;
using Sandboxes.Silo.Runtimes.Kubernetes.Requests;
using Sandboxes.Silo.Runtimes.Kubernetes.Watching;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Silo.Tests.Kubernetes.Fake;

/// <summary>The runtime over a fake API server, with a clock that only the test moves.</summary>
internal sealed class FakeCluster : IAsyncDisposable
{
    public const string Id = "cluster1";
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly k8s.Kubernetes _client;

    private FakeCluster(FakeApiServer server, PodChannel channel)
    {
        Server = server;
        _client = new(new KubernetesClientConfiguration { Host = server.Url });
        var identity = Options.Create(new ClusterOptions { Id = Id });
        View = new(_client, Options.Create(Settings), identity, Time, NullLogger<ClusterView>.Instance);
        var budget = new RequestBudget(Settings.Rates, Time);
        var namespaces = new NamespaceKeeper((_, _) => Task.FromResult<string?>(null), Settings.Namespaces, Time, NullLogger<NamespaceKeeper>.Instance);
        Runtime = new(View, new(_client, budget, Time), new PodConnector(_client, new() { Channel = channel }), namespaces, new("python", [Template]), ClusterKeys.InMemory(), Options.Create(Settings), Options.Create(new PoolOptions()), identity, Time, NullLogger<KubernetesRuntime>.Instance);
    }

    public static TemplateSpec Template { get; } = new() { Name = "python", Kernels = ["python"], Limits = new() { MemoryBytes = 512L << 20, Cpus = 0.5 } };

    public static KubernetesOptions Settings { get; } = new()
    {
        AgentImage = "localhost/sandboxes:agent",
        DefaultImage = "localhost/sandboxes:python",
        KeyFile = "/key",
        Pod = new() { CpuRequestShare = 1, MemoryRequestShare = 1 },
        Namespaces = new() { SiloNetworks = { "10.244.0.0/16" } },
    };

    public FakeTimeProvider Time { get; } = new();

    public FakeApiServer Server { get; }

    public ClusterView View { get; }

    public KubernetesRuntime Runtime { get; }

    /// <param name="prepare">What the server is like before the runtime first asks.</param>
    /// <param name="channel">How its agents are reached.</param>
    public static async Task<FakeCluster> Start(Action<FakeApiServer>? prepare = null, PodChannel channel = PodChannel.Tcp)
    {
        var server = await FakeApiServer.Start();
        prepare?.Invoke(server);
        var cluster = new FakeCluster(server, channel);
        await cluster.View.StartAsync(CancellationToken.None);
        return cluster;
    }

    /// <summary>One that watches and knows its nodes.</summary>
    public static async Task<FakeCluster> Ready(Action<FakeApiServer>? prepare = null, PodChannel channel = PodChannel.Tcp)
    {
        var cluster = await Start(prepare, channel);
        await cluster.Until(() => cluster.View.Pods.Listed.IsCompleted && cluster.View.Nodes.Any() && cluster.Server.Watched > 0);
        return cluster;
    }

    public static SandboxId NewId() => SandboxUnderTest.NewId("node1");

    /// <summary>A pod that runs, as a silo before this one has made it.</summary>
    public static V1Pod Running(SandboxId? id = null)
    {
        var pod = PodTemplate.For(id ?? NewId(), Template, Settings, Id, new byte[32], TimeSpan.FromHours(1));
        pod.Metadata.Uid = Guid.NewGuid().ToString();
        pod.Spec.NodeName = "node1";
        pod.Status = new()
        {
            Phase = "Running",
            PodIP = "127.0.0.1",
            Conditions = [new() { Type = "PodScheduled", Status = "True", LastTransitionTime = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) }],
            ContainerStatuses = [new() { Name = PodContainers.Sandbox, Image = "i", ImageID = "i", Ready = true, State = new() { Running = new() } }],
        };
        return pod;
    }

    /// <summary>Lets time pass until something is so.</summary>
    public Task Until(Func<bool> condition) => Until(condition, Step);

    /// <summary>Waits until something is so without any time.</summary>
    public Task Settled(Func<bool> condition) => Until(condition, TimeSpan.Zero);

    private async Task Until(Func<bool> condition, TimeSpan step)
    {
        for (var began = Stopwatch.GetTimestamp(); !condition();)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"It never was so. The server heard: {string.Join(", ", Server.Requests)}");
            Time.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }

    /// <summary>Lets time pass until it is done.</summary>
    public async Task Done(ValueTask work)
    {
        var task = work.AsTask();
        await Until(() => task.IsCompleted);
        await task;
    }

    public async ValueTask DisposeAsync()
    {
        await View.StopAsync(CancellationToken.None);
        View.Dispose();
        await Server.DisposeAsync();
        _client.Dispose();
    }
}
