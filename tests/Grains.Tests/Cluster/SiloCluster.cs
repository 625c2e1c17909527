using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Orleans.Storage;
using Orleans.TestingHost;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo;
using Sandboxes.Silo.Runtimes.Simulated;

namespace Sandboxes.GrainTests.Cluster;

/// <summary>
/// Three silos in this process, each a node of its own with the simulated runtime, over one storage. Grains live on fake time, which stands unless a test moves it;
/// membership and messages on real time.
/// </summary>
public sealed class SiloCluster : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly InProcessTestCluster _cluster;

    private SiloCluster(InProcessTestCluster cluster, FakeTimeProvider time, SharedStorage storage) => (_cluster, Time, Storage) = (cluster, time, storage);

    public FakeTimeProvider Time { get; }

    public SharedStorage Storage { get; }

    public IReadOnlyList<InProcessSiloHandle> Silos => _cluster.Silos;

    public IReadOnlyList<string> Nodes => [.. Silos.Select(silo => silo.Name).Order(StringComparer.Ordinal)];

    /// <summary>The one that can be killed and started again.</summary>
    public const string Last = "Silo_2";

    public static async Task<SiloCluster> Start(int idle = 2, Action<ISiloBuilder>? configure = null, params (string Key, string Value)[] settings)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var storage = new SharedStorage();
        var builder = new InProcessTestClusterBuilder(3);
        builder.ConfigureSilo((options, silo) => Configure(options.SiloName, silo, time, storage, idle, settings, configure));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        var started = new SiloCluster(cluster, time, storage);
        await started.Until(() => started.AllAreWarm(idle), TimeSpan.FromMilliseconds(100));
        return started;
    }

    private static void Configure(
        string name, ISiloBuilder silo, FakeTimeProvider time, SharedStorage storage, int idle, (string Key, string Value)[] settings, Action<ISiloBuilder>? configure)
    {
        (string, string)[] defaults =
        [
            ("Simulated:NodeName", name), ("Templates:MinIdle:python", $"{idle}"), ("Templates:MinIdle:javascript", "0"), ("Templates:MinIdle:bash", "0"),
            ("Pool:YieldToLeasesMs", "0"), ("Pool:MaxRefilling", "2"),
        ];
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(defaults.Concat(settings).ToLookup(pair => pair.Item1, pair => pair.Item2).Select(last => KeyValuePair.Create(last.Key, (string?)last.Last())))
            .Build();
        silo.Services.AddSingleton<TimeProvider>(time);
        silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
        silo.Services.AddKeyedSingleton<IGrainStorage>(SessionStorage.Name, storage);
        silo.Services.AddKeyedSingleton<IGrainStorage>(TemplateStorage.Name, storage.Templates);
        silo.Services.AddSingleton<ISessionList>(storage);
        silo.Services.AddSingleton<IStorageHealth>(storage);
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            (options.ProbeTimeout, options.NumMissedProbesLimit, options.NumVotesForDeathDeclaration) = (TimeSpan.FromMilliseconds(500), 2, 1);
            (options.TableRefreshTimeout, options.DeathVoteExpirationTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        });
        silo.AddSandboxGrains(configuration);
        silo.Services.AddSimulatedRuntime(configuration);
        silo.Services.AddHostedService<PoolStarter>();
        configure?.Invoke(silo);
    }

    public InProcessSiloHandle Silo(string node) => Silos.Single(silo => silo.Name == node);

    public T Service<T>(string node) where T : notnull => Silo(node).ServiceProvider.GetRequiredService<T>();

    public IGrainFactory Grains(string node) => Service<IGrainFactory>(node);

    /// <summary>The session as a caller sees it that came in through that silo.</summary>
    public ISessionGrain Session(string through, string id) => Grains(through).GetGrain<ISessionGrain>(new SessionId("default", id).ToString());

    public ISandboxGrain Sandbox(string through, SandboxId id) => Grains(through).GetGrain<ISandboxGrain>(id.ToString());

    public SimulatedRuntime Runtime(string node) => Service<SimulatedRuntime>(node);

    public async Task<IReadOnlyList<SandboxId>> Sandboxes(string node) =>
        [.. (await Runtime(node).List(node, TestContext.Current.CancellationToken)).Select(found => found.Id)];

    public async Task<SessionView> Opened(string through, string id, OpenSession? request = null)
    {
        var opened = await Session(through, id).Open(request ?? new(), TestContext.Current.CancellationToken);
        Assert.Null(opened.Refusal);
        return opened.Value!.Session;
    }

    public async Task<EndReason?> EndOf(string through, string id) => (await Session(through, id).Get())?.Ended?.Reason;

    /// <summary>Kills the silo and waits until all others have noticed.</summary>
    public async Task Kill(string node)
    {
        await _cluster.KillSiloAsync(Silo(node));
        await Until(() => ValueTask.FromResult(Nodes.All(other => !Service<NodePresence>(other).IsHere(node))));
    }

    /// <summary>Stops the silo as an operator would.</summary>
    public Task Stop(string node) => Moving(_cluster.StopSiloAsync(Silo(node)));

    /// <summary>Starts the last silo again, which must have been killed, without what its predecessor had.</summary>
    public async Task StartLastAgain() => Assert.Equal(Last, (await _cluster.StartAdditionalSiloAsync()).Name);

    /// <summary>Whether every shelf is full and every silo has heard from every pool, and so much from its own that it asks that one first: else it draws.</summary>
    public async ValueTask<bool> AllAreWarm(int idle)
    {
        foreach (var silo in Nodes)
        {
            var levels = Service<PoolDirectory>(silo);
            if (levels.Nodes.Count(node => node.State == "ready") < Nodes.Count || levels.Route(Scopes.Shared, "python").Count < Nodes.Count || !AsksItsOwnFirst(levels, silo) || !await IsFull(silo, idle))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Twenty draws in a row are no chance.</summary>
    private static bool AsksItsOwnFirst(PoolDirectory levels, string silo) => Enumerable.Range(0, 20).All(_ => levels.Route(Scopes.Shared, "python")[0] == silo);

    public async ValueTask<bool> IsFull(string node, int idle) => (await Shelf(node)).Idle == idle;

    public async ValueTask<PoolView> Shelf(string node) =>
        (await Grains(node).GetGrain<INodePoolGrain>(node).Describe()).Single(pool => pool.Template == "python");

    public async Task<IReadOnlyList<SandboxId>> AllSandboxes()
    {
        var all = await Task.WhenAll(Nodes.Select(Sandboxes));
        return [.. all.SelectMany(there => there)];
    }

    public async ValueTask<Outcome<OpenedSession>> TryOpen(string through, string id) =>
        await Session(through, id).Open(new(), TestContext.Current.CancellationToken);

    /// <summary>The grain's activation is no more, as if its silo had died; the next call makes another.</summary>
    public Task Forget(IAddressable grain) => _cluster.DeactivateAsync(grain);

    public Task ForgetPool(string node) => Forget(Grains(node).GetGrain<INodePoolGrain>(node));

    public async Task Until(Func<ValueTask<bool>> condition, TimeSpan step = default)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), $"It never became so. {await Describe()}");
            Time.Advance(step);
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>What each silo believes, for a test that failed.</summary>
    private async Task<string> Describe()
    {
        var text = new System.Text.StringBuilder();
        foreach (var silo in Nodes)
        {
            var levels = Service<PoolDirectory>(silo);
            var nodes = string.Join(' ', levels.Nodes.Select(node => $"{node.Node}:{node.State}:{node.Used}"));
            var pool = (await Grains(silo).GetGrain<INodePoolGrain>(silo).Describe().AsTask().WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System)).Single(pool => pool.Template == "python");
            text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{silo} sees {nodes}, routes {string.Join(' ', levels.Route(Scopes.Shared, "python"))}; its pool: {pool}");
        }

        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await Moving(_cluster.DisposeAsync().AsTask());
    }

    /// <summary>What silos wait for while they stop is on fake time too.</summary>
    private async Task Moving(Task stopping)
    {
        while (!stopping.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.WhenAny(stopping, Task.Delay(Pause, TimeProvider.System));
        }

        await stopping;
    }
}
