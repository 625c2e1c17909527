using Microsoft.Extensions.Options;
using Npgsql;
using SessionOptions = Sandboxes.Grains.SessionOptions;

namespace Sandboxes.Silo.Storage.Sessions;

/// <summary>
/// Removes the rows of ended sessions that need not be remembered any more, the oldest first, in batches that no writer waits for. One silo at a time does it; the
/// others find the lock taken and leave it.
/// </summary>
internal sealed partial class SessionHousekeeping(
    NpgsqlDataSource database,
    IOptions<SessionOptions> options,
    TimeProvider time,
    ILogger<SessionHousekeeping> logger) : BackgroundService
{
    /// <summary>Between two rounds.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Rows of a batch, and batches of a round, at most; what is left waits for the next round.</summary>
    public const int MostInBatch = 1_000, MostBatches = 50;

    private const long Lock = 0x5A4D_5C0E_0002;

    /// <summary>The end of the newest session that is one too many; nothing where there are not so many.</summary>
    private const string OneTooMany = "SELECT ended_at FROM session WHERE ended_at IS NOT NULL ORDER BY ended_at DESC OFFSET $1 LIMIT 1";

    private static readonly string Remove = $"""
        DELETE FROM session WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM session WHERE ended_at <= $1 ORDER BY ended_at LIMIT {MostInBatch} FOR UPDATE SKIP LOCKED))
        """;

    /// <summary>Rows that were removed; null where another silo is at it.</summary>
    public async Task<int?> Round(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (!await Read<bool>(connection, "SELECT pg_try_advisory_lock($1)", Lock, cancellation))
        {
            return null;
        }

        try
        {
            return await RemoveUntil(connection, await Cutoff(connection, cancellation), cancellation);
        }
        finally
        {
            await Unlock(connection);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogLater(fault.Message);
            }
        }
    }

    private async Task<DateTime> Cutoff(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var old = time.GetUtcNow().UtcDateTime.AddSeconds(-options.Value.RememberSeconds);
        var oneTooMany = await Read<DateTime?>(connection, OneTooMany, options.Value.MaxRemembered, cancellation);
        return oneTooMany > old ? oneTooMany.Value : old;
    }

    private static async Task<int> RemoveUntil(NpgsqlConnection connection, DateTime cutoff, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Remove, connection) { Parameters = { new() { Value = cutoff } } };
        var (removed, batch) = (0, MostInBatch);
        for (var count = 0; count < MostBatches && batch == MostInBatch; count++)
        {
            batch = await command.ExecuteNonQueryAsync(cancellation);
            removed += batch;
        }

        return removed;
    }

    /// <summary>The connection goes back to the pool, and would keep the lock. One that is broken has lost it.</summary>
    private static async Task Unlock(NpgsqlConnection connection)
    {
        if (connection.FullState == System.Data.ConnectionState.Open)
        {
            await Read<bool>(connection, "SELECT pg_advisory_unlock($1)", Lock, CancellationToken.None);
        }
    }

    private static async Task<T?> Read<T>(NpgsqlConnection connection, string sql, object argument, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = argument } } };
        return await command.ExecuteScalarAsync(cancellation) is T value ? value : default;
    }
}
