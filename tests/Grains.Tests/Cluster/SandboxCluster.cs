using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.TestingHost;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo;
using Sandboxes.Silo.Runtimes.Simulated;

namespace Sandboxes.GrainTests.Cluster;

/// <summary>A real silo in this process on fake time, with the simulated runtime.</summary>
public sealed class SandboxCluster : IAsyncDisposable
{
    /// <summary>The only silo's name, which is its node's.</summary>
    public const string Node = "Silo_0";

    /// <summary>Real time for the silo's threads between two looks; nothing is asserted about it.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly InProcessTestCluster _cluster;

    private SandboxCluster(InProcessTestCluster cluster, FakeTimeProvider time) => (_cluster, Time) = (cluster, time);

    public FakeTimeProvider Time { get; }

    public IGrainFactory Grains => _cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>();

    public SimulatedRuntime Runtime => _cluster.Silos[0].ServiceProvider.GetRequiredService<SimulatedRuntime>();

    public INodePoolGrain Pool => Grains.GetGrain<INodePoolGrain>(Node);

    /// <summary>Starts a silo and waits until its python sandboxes stand idle.</summary>
    public static async Task<SandboxCluster> StartWarm(int idle = 2)
    {
        var cluster = await Start(("Templates:MinIdle:python", $"{idle}"));
        await cluster.Until(async () => (await cluster.Shelf()).Idle == idle);
        return cluster;
    }

    /// <summary>Starts a silo with settings as in configuration.</summary>
    public static Task<SandboxCluster> Start(params (string Key, string Value)[] settings) => Start(_ => { }, settings);

    /// <summary>Starts a silo with settings as in configuration and what <paramref name="configure"/> replaces.</summary>
    public static async Task<SandboxCluster> Start(Action<ISiloBuilder> configure, (string Key, string Value)[] settings)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Defaults.Concat(settings).ToLookup(setting => setting.Item1, setting => setting.Item2).Select(last => KeyValuePair.Create(last.Key, (string?)last.Last()))).Build();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(time);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.AddSandboxGrains(configuration);
            silo.Services.AddSimulatedRuntime(configuration);
            configure(silo);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        var started = new SandboxCluster(cluster, time);
        await started.Pool.Activate();
        return started;
    }

    public ISessionGrain Session(string id, string organization = "default") => Grains.GetGrain<ISessionGrain>(new SessionId(organization, id).ToString());

    public INodeOrdersGrain Orders => Grains.GetGrain<INodeOrdersGrain>(Node);

    /// <summary>The grain's activation is no more, as if its silo had ended; the next call makes another.</summary>
    public Task Forget(IAddressable grain) => _cluster.DeactivateAsync(grain);

    public ISandboxGrain Sandbox(SandboxId id) => Grains.GetGrain<ISandboxGrain>(id.ToString());

    public async ValueTask<Outcome<OpenedSession>> Open(string id, OpenSession? request = null) =>
        await Session(id).Open(request ?? new(), TestContext.Current.CancellationToken);

    /// <summary>What the runtime has.</summary>
    public async Task<IReadOnlyList<SandboxId>> Sandboxes() =>
        [.. (await Runtime.List(Node, TestContext.Current.CancellationToken)).Select(found => found.Id)];

    /// <summary>Opens a session, or fails the test with the refusal.</summary>
    public async Task<OpenedSession> Opened(string id, OpenSession? request = null)
    {
        var opened = await Open(id, request);
        Assert.Null(opened.Refusal);
        return opened.Value!;
    }

    /// <summary>Why the session ended; null while it has not.</summary>
    public async Task<(EndReason Reason, string? Detail)?> EndOf(string id) =>
        (await Session(id).Get())?.Ended is { } end ? (end.Reason, end.Detail) : null;

    /// <summary>Starts a command in the session's sandbox.</summary>
    public async Task<ExecutionStarted> Run(string id, params string[] command)
    {
        var place = (await Session(id).Use()).Value!;
        var started = await Sandbox(place.Sandbox).Execute(place.Lease, new() { Command = command, TimeoutMs = 3_600_000 });
        Assert.Null(started.Refusal);
        return started.Value!;
    }

    /// <summary>The levels of a shelf.</summary>
    public async ValueTask<PoolView> Shelf(string template = "python", string scope = Scopes.Shared) =>
        (await Pool.Describe()).Single(pool => pool.Template == template && pool.Scope == scope);

    /// <summary>Looks again and again, letting others run, until it is so. Time moves only where <paramref name="step"/> says.</summary>
    public async Task Until(Func<ValueTask<bool>> condition, TimeSpan step = default)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), "It never became so.");
            Time.Advance(step);
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Moves the time, and waits until the silo has heard from its pool since: one that was silent for ten seconds is asked for nothing.</summary>
    public async Task Pass(TimeSpan time)
    {
        Time.Advance(time);
        var directory = _cluster.Silos[0].ServiceProvider.GetRequiredService<PoolDirectory>();
        await Until(() => ValueTask.FromResult(directory.Route(Scopes.Shared, "python").Count > 0));
    }

    /// <summary>Drains first, as a stop does: a silo waits for calls that are under way, and a boot on fake time never ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await WhileTimePasses(Pool.Drain().AsTask());
        await WhileTimePasses(_cluster.DisposeAsync().AsTask());
    }

    /// <summary>What is waited for meanwhile is on fake time too: a retirement that is tried again, and what a silo waits for when it stops.</summary>
    private async Task WhileTimePasses(Task task)
    {
        while (await Task.WhenAny(task, Task.Delay(Pause, TimeProvider.System)) != task)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        await task;
    }

    private static (string, string)[] Defaults =>
        [("Simulated:NodeName", Node), ("Templates:MinIdle:python", "2"), ("Templates:MinIdle:javascript", "0"), ("Templates:MinIdle:bash", "0"), ("Pool:YieldToLeasesMs", "0"), ("Pool:MaxRefilling", "2")];
}
