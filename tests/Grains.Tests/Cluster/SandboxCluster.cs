using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.TestingHost;
using Sandboxes.Abstractions;
using Sandboxes.Silo;
using Sandboxes.Silo.Runtimes.Simulated;

namespace Sandboxes.GrainTests.Cluster;

/// <summary>A real silo in this process on fake time, with the simulated runtime.</summary>
public sealed class SandboxCluster : IAsyncDisposable
{
    public const string Node = "local";

    private readonly InProcessTestCluster _cluster;

    private SandboxCluster(InProcessTestCluster cluster, FakeTimeProvider time) => (_cluster, Time) = (cluster, time);

    public FakeTimeProvider Time { get; }

    public IGrainFactory Grains => _cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>();

    public SimulatedRuntime Runtime => _cluster.Silos[0].ServiceProvider.GetRequiredService<SimulatedRuntime>();

    public INodePoolGrain Pool => Grains.GetGrain<INodePoolGrain>(Node);

    /// <summary>Starts a silo with settings as in configuration, and waits until its pool stands as it should.</summary>
    public static async Task<SandboxCluster> Start(params (string Key, string Value)[] settings)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Defaults.Concat(settings).Select(Pair)).Build();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(time);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.AddSandboxGrains(configuration);
            silo.Services.AddSimulatedRuntime(configuration);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        var started = new SandboxCluster(cluster, time);
        await started.Pool.Activate();
        return started;
    }

    public ISessionGrain Session(string id) => Grains.GetGrain<ISessionGrain>(new SessionId("default", id).ToString());

    public ISandboxGrain Sandbox(SandboxId id) => Grains.GetGrain<ISandboxGrain>(id.ToString());

    public async ValueTask<Outcome<OpenedSession>> Open(string id, OpenSession? request = null) =>
        await Session(id).Open(request ?? new(), TestContext.Current.CancellationToken);

    /// <summary>The levels of a template's shelf.</summary>
    public async ValueTask<PoolView> Shelf(string template = "python") =>
        (await Pool.Describe()).Single(pool => pool.Template == template);

    /// <summary>Looks again and again, letting others run, until it is so. Time moves only where <paramref name="step"/> says.</summary>
    public async Task Until(Func<ValueTask<bool>> condition, TimeSpan step = default)
    {
        while (!await condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Time.Advance(step);
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    private static (string, string)[] Defaults =>
        [("Templates:MinIdle:python", "2"), ("Templates:MinIdle:javascript", "0"), ("Templates:MinIdle:bash", "0"), ("Pool:YieldToLeasesMs", "0")];

    private static KeyValuePair<string, string?> Pair((string Key, string Value) setting) => new(setting.Key, setting.Value);
}
