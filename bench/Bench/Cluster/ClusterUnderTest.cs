using System.Diagnostics;
using System.Text.Json;
using Sandboxes.Testing;
using Sandboxes.Testing.Postgres;

namespace Sandboxes.Bench;

/// <summary>Three silos, and frontends where asked for, over a PostgreSQL of their own. Ready when it is constructed.</summary>
internal sealed class ClusterUnderTest : IDisposable
{
    private const int PortsOfSilo = 3;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly BenchOptions _options;
    private readonly ClusterSettings _settings;
    private readonly PostgresServer _postgres;
    private readonly string _database;
    private readonly ProgramProcess[] _silos = new ProgramProcess[ClusterSettings.Silos];
    private readonly List<ProgramProcess> _frontends = [];
    private readonly int[] _ports;

    public ClusterUnderTest(BenchOptions options, ClusterSettings settings)
    {
        (_options, _settings) = (options, settings);
        _ports = FreePort.Take((PortsOfSilo * ClusterSettings.Silos) + settings.Frontends);
        _postgres = PostgresServer.Launch().GetAwaiter().GetResult();
        _database = _postgres.CreateDatabase().GetAwaiter().GetResult();
        try
        {
            ReadyAfter = Start();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>From the start of the first process on an empty database until all of them are ready.</summary>
    public TimeSpan ReadyAfter { get; }

    public SandboxClient Connect(int worker) => _frontends.Count > 0
        ? _frontends[worker % _frontends.Count].Connect()
        : _silos[worker % _silos.Length].Connect();

    /// <summary>The silo whose node a session's sandbox is on.</summary>
    public int NodeOf(string session)
    {
        using var client = Connect(0);
        using var json = JsonDocument.Parse(SandboxClient.Expect(client.Get($"/v1/sessions/{session}"), 200).Body);
        return NumberOf(json.RootElement.GetProperty("node").GetString()!);
    }

    public void KillAndRestart(int silo)
    {
        _silos[silo].Kill();
        _silos[silo].Dispose();
        StartSilo(silo);
    }

    public void Dispose()
    {
        // One that failed to start is among them, and those after it are not there.
        foreach (var process in _frontends.Concat(_silos).OfType<ProgramProcess>())
        {
            process.Dispose();
        }

        for (var silo = 0; silo < _silos.Length && _settings.Runtime == "local"; silo++)
        {
            EndSandboxes(NameOf(silo));
        }

        _postgres.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private TimeSpan Start()
    {
        var started = Stopwatch.StartNew();
        for (var silo = 0; silo < _silos.Length; silo++)
        {
            StartSilo(silo);
        }

        for (var frontend = 0; frontend < _settings.Frontends; frontend++)
        {
            StartFrontend(frontend);
        }

        AwaitReady(_silos.Concat(_frontends));
        return started.Elapsed;
    }

    private static string NameOf(int silo) => $"bench-{silo}";

    private static int NumberOf(string node) => int.Parse(node["bench-".Length..]);

    private void StartSilo(int silo)
    {
        // The same ones when it is started again, as in production.
        var ports = _ports.AsSpan(PortsOfSilo * silo, PortsOfSilo);
        var environment = _settings.Silo(NameOf(silo), ports, Path.GetFullPath(_options.Agent), _database);
        _silos[silo] = new(_options.Program, _options.NewLog(NameOf(silo)), ports[0], environment);
    }

    /// <summary>A cluster's sandboxes outlive their silos.</summary>
    private void EndSandboxes(string silo) => ProgramProcess.Run(_options.Program, _options.NewLog("end-sandboxes"), "end-sandboxes",
        new Dictionary<string, string> { ["Silo__Name"] = silo, ["Local__AgentPath"] = Path.GetFullPath(_options.Agent) });

    private void StartFrontend(int frontend)
    {
        var port = _ports[(PortsOfSilo * ClusterSettings.Silos) + frontend];
        _frontends.Add(new(_options.Program, _options.NewLog($"frontend-{frontend}"), port, ClusterSettings.Frontend(port, _database)));
    }

    private static void AwaitReady(IEnumerable<ProgramProcess> processes)
    {
        if (!Waiting.Until(() => processes.All(process => process.IsReady()), StartLimit))
        {
            throw new BenchException($"The cluster was not ready in {StartLimit.TotalSeconds} s.");
        }
    }
}
