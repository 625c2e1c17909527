using Sandboxes.Chaos.Histories;
using Sandboxes.Testing.Postgres;

namespace Sandboxes.Chaos.Cluster;

/// <summary>A real database, three silos and two frontends, and what they left behind when they are gone.</summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    public const string Key = "chaos-key-of-one-run-only";
    public const string Organization = "default";
    public const int IdlePerNode = 4;

    /// <summary>So few that the nodes are full at times: then a sandbox that was wiped is not surplus, and is used again.</summary>
    private const int MostPerNode = 10;
    private const int SiloPort = 11_111, GatewayPort = 30_000, SiloHttp = 8_081, FrontendHttp = 8_080;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly ChaosOptions _options;
    private readonly RunClock _clock;
    private readonly HistoryFolder _folder;
    private readonly string _run;
    private readonly DirectoryInfo _temporary;
    private readonly List<Task> _supervisors = [];
    private INetwork _network = new LoopbackNetwork();
    private PostgresServer? _postgres;
    private string? _database;

    private ChaosCluster(ChaosOptions options, HistoryFolder folder, Recorder<Fault> faults, RunClock clock)
    {
        (_options, _folder, _clock, Faults) = (options, folder, clock, faults);
        _run = Guid.NewGuid().ToString("N")[..4];
        _temporary = Directory.CreateTempSubdirectory("sbx-chaos-");
        // Sandboxes' own users pass through it on their way to the agent.
        File.SetUnixFileMode(_temporary.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        SiloNames = [$"a-{_run}", $"b-{_run}", $"c-{_run}"];
        FrontendNames = ["front-1", "front-2"];
    }

    public IReadOnlyList<string> SiloNames { get; }
    public IReadOnlyList<string> FrontendNames { get; }
    public Recorder<Fault> Faults { get; }
    public IReadOnlyList<ClusterProcess> Silos { get; private set; } = [];
    public IReadOnlyList<ClusterProcess> Frontends { get; private set; } = [];
    public INetwork Network => _network;
    public PostgresServer Postgres => _postgres ?? throw new InvalidOperationException("The database was not started.");
    public string Database => _database ?? throw new InvalidOperationException("The database was not made.");
    public string Journals => Path.Combine(StateFolder, "journals");

    /// <summary>Of all three silos, and of nothing else: a silo removes what it does not know there.</summary>
    public string StateFolder => Path.Combine(_temporary.FullName, "state");

    /// <summary>Starts it all and waits until every process says that it is ready.</summary>
    public static async Task<ChaosCluster> Start(ChaosOptions options, HistoryFolder folder, Recorder<Fault> faults, RunClock clock)
    {
        var cluster = new ChaosCluster(options, folder, faults, clock);
        try
        {
            await cluster.Start();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public Uri AddressOf(string frontend) => new($"http://{_network.AddressOf(frontend)}:{_network.PortFor(frontend, FrontendHttp)}");

    public async ValueTask DisposeAsync()
    {
        var processes = Silos.Concat(Frontends).ToList();
        processes.ForEach(process => process.Abandon());
        await Task.WhenAll(processes.Select(Stop));
        await Task.WhenAll(_supervisors);
        processes.ForEach(process => process.Dispose());
        await Leavings.Remove(SiloNames, StateFolder, _clock);
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        await _network.DisposeAsync();
        _temporary.Delete(recursive: true);
    }

    private async Task Start()
    {
        if (Environment.IsPrivilegedProcess)
        {
            _network = await NamespaceNetwork.Make(_run, [.. SiloNames, .. FrontendNames]);
        }

        await StartDatabase();
        Silos = [.. SiloNames.Select(name => new ClusterProcess(Silo(name), Faults, _clock))];
        Frontends = [.. FrontendNames.Select(name => new ClusterProcess(Frontend(name), Faults, _clock))];
        _supervisors.AddRange(Silos.Concat(Frontends).Select(process => process.Run()));
        await AllReady();
    }

    private async Task AllReady()
    {
        using var limit = new CancellationTokenSource(StartLimit, _clock.Time);
        while (Silos.Concat(Frontends).FirstOrDefault(process => !process.IsReady) is { } waiting)
        {
            if (limit.IsCancellationRequested)
            {
                throw new ChaosException($"{waiting.Name} was not ready in {StartLimit.TotalMinutes} minutes; its output is in {LogOf(waiting.Name)}");
            }

            await _clock.Pause(100);
        }
    }

    private async Task StartDatabase()
    {
        var address = _network.AddressOf(NamespaceNetwork.Database);
        var data = Path.Combine(_temporary.FullName, "postgres");
        _postgres = await PostgresServer.Launch(new() { Folder = data, Settings = new Dictionary<string, string> { ["listen_addresses"] = address == "127.0.0.1" ? address : $"127.0.0.1,{address}" } });
        await File.AppendAllTextAsync(Path.Combine(data, "pg_hba.conf"), $"host all all {address}/24 trust\n");
        await PostgresServer.Execute(_postgres.ConnectionString(), "SELECT pg_reload_conf()");
        _database = await _postgres.CreateDatabase();
    }

    private ProcessSpec Silo(string name) => Spec(name, SiloHttp, new()
    {
        ["ROLE"] = "silo",
        ["Silo__Name"] = name,
        ["Silo__Address"] = _network.AddressOf(name),
        ["Silo__SiloPort"] = $"{_network.PortFor(name, SiloPort)}",
        ["Silo__GatewayPort"] = $"{_network.PortFor(name, GatewayPort)}",
        ["Local__StateFolder"] = StateFolder,
        ["Local__AgentPath"] = _options.Agent,
        ["Local__KeepJournalsMinutes"] = "10080",
        ["Session__RememberSeconds"] = "86400",
        ["Templates__MinIdle__python"] = $"{IdlePerNode}",
        ["Templates__MaxTotal"] = $"{MostPerNode}",
        ["Templates__MaxUses__python"] = "8",
        ["Templates__MinIdle__javascript"] = "0",
        ["Templates__MinIdle__bash"] = "0",
    });

    private ProcessSpec Frontend(string name) => Spec(name, FrontendHttp, new() { ["ROLE"] = "frontend" });

    private ProcessSpec Spec(string name, int port, Dictionary<string, string> environment)
    {
        var url = $"http://{_network.AddressOf(name)}:{_network.PortFor(name, port)}";
        environment["ASPNETCORE_URLS"] = url;
        environment["DATABASE"] = Database.Replace("127.0.0.1", _network.AddressOf(NamespaceNetwork.Database), StringComparison.Ordinal);
        environment["Cluster__Id"] = $"chaos-{_run}";
        environment["SANDBOX_API_KEY"] = Key;
        return new(name, [.. _network.Within(name), "dotnet", _options.Program], environment, LogOf(name), new Uri($"{url}/readyz"));
    }

    private string LogOf(string name) => Path.Combine(_folder.Logs, $"{name}.log");

    private async Task Stop(ClusterProcess process)
    {
        process.Signal(Signals.Continue);
        process.Signal(Signals.Terminate);
        try
        {
            await process.Ended(StopLimit);
        }
        catch (TimeoutException)
        {
            process.Signal(Signals.Kill);
        }
    }
}
