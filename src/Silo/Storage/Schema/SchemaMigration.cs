using Npgsql;
using Sandboxes.Silo.Storage.Postgres;

namespace Sandboxes.Silo.Storage.Schema;

/// <summary>
/// Before the silo starts: waits for the database, brings the schema up to date under a lock that one silo at a time holds, and lets the role that runs in. Throws
/// <see cref="Hosting.StartRefusedException"/> with what would mend it.
/// </summary>
internal sealed partial class SchemaMigration(ClusterOptions cluster, TimeProvider time, ILoggerFactory loggers) : IHostedLifecycleService
{
    /// <summary>A silo that comes back while the database restarts waits for it this long, rather than giving up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int OldestVersion = 15;

    /// <summary>Any number that nothing else over the same database locks.</summary>
    private const long Lock = 0x5A4D_5C0E_0001;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly string _running = cluster.Database!;
    private readonly string _owner = cluster.MigrationDatabase ?? cluster.Database!;
    private readonly ILogger _logger = loggers.CreateLogger<SchemaMigration>();

    public Task StartingAsync(CancellationToken cancellationToken) => Apply(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task Apply(CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                await TryApply(cancellation);
                return;
            }
            catch (Exception fault) when (StartFaults.Passes(fault) && time.GetElapsedTime(began) < Patience)
            {
                LogWaiting(fault.Message);
                await Task.Delay(Pause, time, cancellation);
            }
            catch (Exception fault) when (StartFaults.Explain(fault, _owner) is { } sentence)
            {
                throw new Hosting.StartRefusedException(sentence, fault);
            }
        }
    }

    private async Task TryApply(CancellationToken cancellation)
    {
        await using var connection = await Connect(_owner, cancellation);
        if (connection.PostgreSqlVersion.Major < OldestVersion)
        {
            throw new Hosting.StartRefusedException($"The database is PostgreSQL {connection.PostgreSqlVersion}; {OldestVersion} is the oldest that works.");
        }

        // Released with the connection, however this ends.
        await Execute(connection, $"SELECT pg_advisory_lock({Lock})", cancellation);
        await Upgrade(connection, cancellation);
    }

    private async Task Upgrade(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (!await IsTrue(connection, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", ConnectionStrings.Schema, cancellation))
        {
            await Execute(connection, $"CREATE SCHEMA {ConnectionStrings.Schema}", cancellation);
        }

        var upgrade = new SchemaUpgrade(_owner, loggers);
        var applied = await Task.Run(() => ApplyIfNeeded(upgrade), cancellation);
        var role = await RunningRole(cancellation);
        if (applied || !await IsTrue(connection, "SELECT has_table_privilege($1, 'storage_probe', 'DELETE')", role, cancellation))
        {
            await Task.Run(() => upgrade.Grant(role), cancellation);
        }
    }

    private static bool ApplyIfNeeded(SchemaUpgrade upgrade)
    {
        if (!upgrade.IsNeeded())
        {
            return false;
        }

        upgrade.Apply();
        return true;
    }

    /// <summary>Asked of the database itself: where the string names no role, it is the user of this process.</summary>
    private async Task<string> RunningRole(CancellationToken cancellation)
    {
        try
        {
            await using var connection = await Connect(_running, cancellation);
            await using var command = new NpgsqlCommand("SELECT current_user::text", connection);
            return (string)(await command.ExecuteScalarAsync(cancellation))!;
        }
        catch (Exception fault) when (!StartFaults.Passes(fault) && StartFaults.Explain(fault, _running) is { } sentence)
        {
            throw new Hosting.StartRefusedException(sentence, fault);
        }
    }

    private static async Task<NpgsqlConnection> Connect(string database, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(ConnectionStrings.Migration(database));
        await connection.OpenAsync(cancellation);
        return connection;
    }

    private static async Task<bool> IsTrue(NpgsqlConnection connection, string sql, string argument, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = argument } } };
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
