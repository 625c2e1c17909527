using Npgsql;

namespace Sandboxes.Silo.Storage.Sessions;

/// <summary>A connection with the statements that write rows, prepared. Disposed of at the first failure, for nobody knows what state it is in.</summary>
internal sealed class SessionStatements : IAsyncDisposable
{
    /// <summary>Versions are answered, for they start anywhere and so tell the rows of a batch apart.</summary>
    private static readonly string Insert =
        $"INSERT INTO session ({SessionColumns.Names}) SELECT * FROM {SessionColumns.Unnested} ON CONFLICT (organization, name) DO NOTHING RETURNING version";

    private static readonly string Update =
        $"UPDATE session s SET {Assignments} FROM {SessionColumns.Unnested} AS i ({SessionColumns.Names}) "
        + "WHERE s.organization = i.organization AND s.name = i.name AND s.version = i.version - 1 RETURNING s.version";

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlBatch _batch;
    private readonly SessionColumns _inserts;
    private readonly SessionColumns _updates;

    private SessionStatements(NpgsqlConnection connection)
    {
        _connection = connection;
        _batch = new(connection) { BatchCommands = { new(Insert), new(Update) } };
        _inserts = new(_batch.BatchCommands[0].Parameters);
        _updates = new(_batch.BatchCommands[1].Parameters);
    }

    public static async Task<SessionStatements> Prepare(NpgsqlDataSource database)
    {
        var statements = new SessionStatements(await database.OpenConnectionAsync());
        try
        {
            await statements._batch.PrepareAsync();
            return statements;
        }
        catch
        {
            await statements.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes in one transaction, and says each caller whether its row was written.</summary>
    public async Task Write(IReadOnlyList<PendingWrite> writes)
    {
        _inserts.Clear();
        _updates.Clear();
        foreach (var write in writes)
        {
            (write.IsFirst ? _inserts : _updates).Add(write);
        }

        var written = await Execute(writes.Count);
        foreach (var write in writes)
        {
            write.Answer(written is null || written.Contains(write.Version));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _batch.DisposeAsync();
        await _connection.DisposeAsync();
    }

    /// <summary>The versions that were written; null where all were, which is nearly always.</summary>
    private async Task<HashSet<long>?> Execute(int count)
    {
        await using var reader = await _batch.ExecuteReaderAsync();
        var written = new List<long>(count);
        do
        {
            while (await reader.ReadAsync())
            {
                written.Add(reader.GetInt64(0));
            }
        }
        while (await reader.NextResultAsync());

        return written.Count == count ? null : [.. written];
    }

    private static string Assignments => string.Join(", ", SessionColumns.Names.Split(", ").Skip(2).Select(name => $"{name} = i.{name}"));
}
