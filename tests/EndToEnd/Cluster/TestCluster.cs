using System.Diagnostics;
using Sandboxes.Testing.Postgres;
using Sandboxes.Testing.Tls;

namespace Sandboxes.EndToEnd;

/// <summary>Three silos and two frontends of the built program over a PostgreSQL, with TLS between them and real sandboxes.</summary>
public sealed class TestCluster : IAsyncLifetime
{
    /// <summary>Twice the default: on a machine where everything runs at once a silo takes that much longer to start.</summary>
    private const int NodeLostSeconds = 18;

    private readonly Scratch _scratch = new(null);
    private readonly TestAuthority _authority = new();
    private string _connection = "";

    internal PostgresServer Database { get; private set; } = null!;

    internal IReadOnlyList<ClusterProcess> Silos { get; private set; } = [];

    internal IReadOnlyList<ClusterProcess> Frontends { get; private set; } = [];

    internal SandboxApi Api => Frontends[0].Api;

    public async ValueTask InitializeAsync()
    {
        Database = await PostgresServer.Launch();
        _connection = await Database.CreateDatabase();
        Silos = [.. Enumerable.Range(1, 3).Select(number => NewSilo($"silo-{number}", "test"))];
        Frontends = [.. Enumerable.Range(1, 2).Select(number => NewFrontend($"frontend-{number}", "test"))];
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Frontends.Concat(Silos).Select(part => part.DisposeAsync().AsTask()));
        foreach (var silo in Silos)
        {
            await EndSandboxesAsync(silo.Name);
        }

        await Database.DisposeAsync();
        _authority.Dispose();
        _scratch.Dispose();
    }

    /// <summary>Starts what a test has ended, and waits until all of it serves.</summary>
    internal async Task StartAsync()
    {
        if (Database.ProcessId is null)
        {
            await Database.Start();
        }

        foreach (var part in Frontends.Concat(Silos).Where(part => !part.IsRunning))
        {
            part.Start();
        }

        await WithLogsAsync(UntilReadyAsync());
    }

    private async Task UntilReadyAsync()
    {
        await Task.WhenAll(Frontends.Concat(Silos).Select(part => part.UntilReadyAsync()));
        await Until.Holds(async () => (await Api.GetAsync("/v1/nodes")).Text.Split("\"ready\"").Length > Silos.Count, "every node is ready", Until.ClusterDeadline);
    }

    /// <summary>Who reads a failure wants to know what the parts said.</summary>
    private async Task WithLogsAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException(string.Join('\n', [error.Message, .. Silos.Concat(Frontends).Select(part => $"--- {part.Name}\n{part.Log}")]), error);
        }
    }

    internal ClusterProcess SiloOf(Reply session) => Silos.Single(silo => silo.Name == session.Field("node"));

    internal ClusterProcess NewSilo(string name, string cluster) => new(name, new Dictionary<string, string>(Common(cluster))
    {
        ["ROLE"] = "silo",
        ["Silo__Name"] = name,
        ["Session__NodeLostSeconds"] = $"{NodeLostSeconds}",
        ["Local__StateFolder"] = _scratch.State,
        ["Local__AgentPath"] = Checkout.Agent,
        ["Templates__MinIdle__python"] = "2",
        ["Templates__MinIdle__javascript"] = "0",
        ["Templates__MinIdle__bash"] = "0",
    });

    internal ClusterProcess NewFrontend(string name, string cluster) => new(name, new Dictionary<string, string>(Common(cluster)) { ["ROLE"] = "frontend", ["Frontend__PatienceSeconds"] = $"{2 * NodeLostSeconds}" });

    /// <summary>Whether the membership table says that the others have declared a silo dead.</summary>
    internal async Task<bool> IsDeclaredDeadAsync(string silo) =>
        await PostgresServer.Read<long>(_connection, $"SELECT count(*) FROM sandboxes.OrleansMembership WHERE SiloName = '{silo}' AND Status <> 6") == 0;

    /// <summary>What outlives a silo that does not come back.</summary>
    internal async Task EndSandboxesAsync(string silo)
    {
        var start = new ProcessStartInfo("dotnet", [Checkout.Program, "end-sandboxes"]);
        (start.Environment["Silo__Name"], start.Environment["Local__StateFolder"], start.Environment["Local__AgentPath"]) = (silo, _scratch.State, Checkout.Agent);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync().WaitAsync(Until.ClusterDeadline);
        Assert.Equal(0, process.ExitCode);
    }

    private Dictionary<string, string> Common(string cluster)
    {
        var (certificate, key) = _authority.Sign();
        return new()
        {
            ["DATABASE"] = _connection,
            ["Cluster__Id"] = cluster,
            ["SANDBOX_API_KEY"] = Product.Key,
            ["Tls__Certificate"] = certificate,
            ["Tls__Key"] = key,
            ["Tls__Authority"] = _authority.AuthorityPath,
        };
    }
}
