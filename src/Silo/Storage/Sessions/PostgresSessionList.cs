using Npgsql;
using NpgsqlTypes;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Storage.Postgres;

namespace Sandboxes.Silo.Storage.Sessions;

/// <summary>Lists sessions out of their table, by its keys; none of the statements sorts.</summary>
internal sealed class PostgresSessionList(NpgsqlDataSource database, StorageHealth health) : ISessionList, IDisposable
{
    /// <summary>Lists at once; more wait, so that those who list take no connection from those who open.</summary>
    public const int MostAtOnce = ConnectionStrings.SessionConnections / 2;

    /// <summary>How long a list waits for its turn.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turns = new(MostAtOnce);

    private static readonly string OfOrganization = $"""
        SELECT {SessionColumns.Names} FROM session
        WHERE organization = $1 AND ($2 IS NULL OR name > $2) AND ($3 IS NULL OR (ended_at IS NULL) = $3) AND ($4 IS NULL OR template = $4)
        ORDER BY organization, name
        LIMIT $5
        """;

    /// <summary>Goes from one node to the next in the index, however many sessions each has.</summary>
    private const string DistinctNodes = """
        WITH RECURSIVE found AS (
            (SELECT node FROM session WHERE ended_at IS NULL AND node IS NOT NULL ORDER BY node LIMIT 1)
            UNION ALL
            SELECT (SELECT node FROM session WHERE ended_at IS NULL AND node > found.node ORDER BY node LIMIT 1) FROM found WHERE found.node IS NOT NULL)
        SELECT node FROM found WHERE node IS NOT NULL
        """;

    private const string OfNode = """
        SELECT organization, name, lease, sandbox, expires_at FROM session
        WHERE ended_at IS NULL AND node = $1 AND ($2 IS NULL OR (organization, name) > ($2, $3))
        ORDER BY organization, name
        LIMIT $4
        """;

    public async ValueTask<SessionPage> Page(string organization, SessionState? state, string? template, string? afterId, int most)
    {
        // Opening sessions have no row yet.
        if (state == SessionState.Opening)
        {
            return new([], null);
        }

        var found = await Read(
            OfOrganization,
            [Text(organization), Text(afterId), Flag(state is null ? null : state == SessionState.Active), Text(template), Number(most + 1)],
            record => SessionRecord.Row(record).View(SessionRecord.Id(record)));
        var page = found.Take(most).ToList();
        return new(page, found.Count > most ? page[^1].Id.Name : null);
    }

    public async ValueTask<IReadOnlyList<string>> Nodes() => await Read(DistinctNodes, [], record => record.GetString(0));

    public async ValueTask<IReadOnlyList<StoredLease>> OnNode(string node, SessionId? after, int most) => await Read(
        OfNode,
        [Text(node), Text(after?.Organization), Text(after?.Name), Number(most)],
        record => new StoredLease(SessionRecord.Id(record), new(record.GetString(2)), new(node, record.GetString(3)), new(record.GetFieldValue<DateTime>(4))));

    public void Dispose() => _turns.Dispose();

    private async Task<List<T>> Read<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read)
    {
        if (!await _turns.WaitAsync(Patience))
        {
            throw new StorageUnavailableException("More lists are asked for than the database answers.");
        }

        try
        {
            return await ReadNow(sql, parameters, read);
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task<List<T>> ReadNow<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read)
    {
        try
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.AddRange(parameters);
            await using var reader = await command.ExecuteReaderAsync();
            var found = new List<T>();
            while (await reader.ReadAsync())
            {
                found.Add(read(reader));
            }

            return found;
        }
        catch (Exception fault) when (StorageFaults.IsUnavailable(fault))
        {
            health.Failed(fault);
            throw new StorageUnavailableException($"The database did not list the sessions: {fault.GetBaseException().Message}");
        }
    }

    private static NpgsqlParameter<string?> Text(string? value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter<bool?> Flag(bool? value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Boolean };

    private static NpgsqlParameter<int> Number(int value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Integer };
}
