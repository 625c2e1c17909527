using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Storage.Postgres;

namespace Sandboxes.Silo.Storage.Operators;

/// <summary>The table of the audit. It grows only by an append, so an append is also what removes the oldest.</summary>
internal sealed class PostgresAuditTrail(NpgsqlDataSource database, IOptions<AuditOptions> options, TimeProvider time) : IAuditTrail
{
    /// <summary>Old entries that one append removes at most.</summary>
    public const int MostRemoved = 100;

    private const string Insert = "INSERT INTO audit (at, organization, key, operation, target, reason, outcome) VALUES ($1, $2, $3, $4, $5, $6, $7)";

    private static readonly string Remove = $"DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < $1 ORDER BY id LIMIT {MostRemoved} FOR UPDATE SKIP LOCKED)";

    private const string Select = "SELECT id, at, organization, key, operation, target, reason, outcome FROM audit WHERE $1 IS NULL OR id < $1 ORDER BY id DESC LIMIT $2";

    public async ValueTask Append(AuditEntry entry) => await OrUnavailable(async () =>
    {
        await using var batch = database.CreateBatch();
        var insert = new NpgsqlBatchCommand(Insert) { Parameters = { new() { Value = entry.At.UtcDateTime }, Text(entry.Organization), Text(entry.Key), Text(entry.Operation), Text(entry.Target), Text(entry.Reason), Text(entry.Outcome) } };
        var remove = new NpgsqlBatchCommand(Remove) { Parameters = { new() { Value = time.GetUtcNow().UtcDateTime.AddDays(-options.Value.KeepDays) } } };
        batch.BatchCommands.Add(insert);
        batch.BatchCommands.Add(remove);
        return await batch.ExecuteNonQueryAsync();
    });

    public async ValueTask<IReadOnlyList<AuditEntry>> Page(long? before, int most) => await OrUnavailable(async () =>
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(new NpgsqlParameter<long?> { TypedValue = before, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<AuditEntry>();
        while (await reader.ReadAsync())
        {
            found.Add(Read(reader));
        }

        return found;
    });

    private static AuditEntry Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        At = new(row.GetDateTime(1)),
        Organization = row.GetString(2),
        Key = row.GetString(3),
        Operation = row.GetString(4),
        Target = row.GetString(5),
        Reason = row.IsDBNull(6) ? null : row.GetString(6),
        Outcome = row.GetString(7),
    };

    private static async Task<T> OrUnavailable<T>(Func<Task<T>> access)
    {
        try
        {
            return await access();
        }
        catch (Exception fault) when (StorageFaults.IsUnavailable(fault))
        {
            throw new StorageUnavailableException($"The database did not take or list the audit: {fault.GetBaseException().Message}");
        }
    }

    private static NpgsqlParameter<string?> Text(string? value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };
}
