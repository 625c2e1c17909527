using Npgsql;
using NpgsqlTypes;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Storage.Postgres;

namespace Sandboxes.Silo.Storage.Sessions;

/// <summary>Reads rows, many by one statement where many are asked for at once: nearly every open starts with the reading of a row that is not there.</summary>
internal sealed class SessionReader : IAsyncDisposable
{
    private static readonly string Select =
        $"SELECT {SessionColumns.Names} FROM unnest($1, $2) AS i (o, n) JOIN session ON organization = o AND name = n";

    private readonly NpgsqlDataSource _database;
    private readonly StorageHealth _health;
    private readonly Batches<PendingRead, StoredRow?> _batches;

    public SessionReader(NpgsqlDataSource database, StorageHealth health)
    {
        (_database, _health) = (database, health);
        _batches = new(Read);
    }

    /// <summary>The row, or null where there is none. Throws <see cref="StorageUnavailableException"/>.</summary>
    public async Task<StoredRow?> Read(SessionId id)
    {
        ThrowIfSilent();
        var read = new PendingRead(id);
        if (!_batches.TryAdd(read))
        {
            throw new StorageUnavailableException("More rows are asked for than the database answers.");
        }

        return await read.Answered;
    }

    public ValueTask DisposeAsync() => _batches.DisposeAsync();

    private async Task Read(IReadOnlyList<PendingRead> reads)
    {
        ThrowIfSilent();
        try
        {
            var found = await Find(reads);
            foreach (var read in reads)
            {
                read.Answer(found?.GetValueOrDefault(read.Id));
            }
        }
        catch (Exception fault) when (StorageFaults.IsUnavailable(fault))
        {
            _database.Clear();
            _health.Failed(fault);
            throw new StorageUnavailableException($"The database did not say what is stored: {fault.GetBaseException().Message}");
        }
    }

    /// <summary>Null where nothing is, which is nearly always.</summary>
    private async Task<Dictionary<SessionId, StoredRow>?> Find(IReadOnlyList<PendingRead> reads)
    {
        await using var command = _database.CreateCommand(Select);
        command.Parameters.Add(Texts(reads, id => id.Organization));
        command.Parameters.Add(Texts(reads, id => id.Name));
        await using var reader = await command.ExecuteReaderAsync();
        Dictionary<SessionId, StoredRow>? found = null;
        while (await reader.ReadAsync())
        {
            (found ??= []).Add(SessionRecord.Id(reader), SessionRecord.Read(reader));
        }

        return found;
    }

    private static NpgsqlParameter<string[]> Texts(IReadOnlyList<PendingRead> reads, Func<SessionId, string> text) =>
        new() { TypedValue = [.. reads.Select(read => text(read.Id))], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private void ThrowIfSilent()
    {
        if (_health.IsSilent)
        {
            throw new StorageUnavailableException("The database does not answer.");
        }
    }
}
