using Npgsql;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Storage.Postgres;

namespace Sandboxes.Silo.Storage.Sessions;

/// <summary>
/// The group commit: all rows that wait are written by one statement in one transaction, so that a commit to disk is shared by as many as came while the last one was on its
/// way. One for each silo. At the limit of what may wait, and while the database is known to be down, it refuses at once.
/// </summary>
internal sealed class SessionWriter : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly StorageHealth _health;
    private readonly Batches<PendingWrite, bool> _batches;
    private SessionStatements? _statements;

    public SessionWriter(NpgsqlDataSource database, StorageHealth health)
    {
        (_database, _health) = (database, health);
        _batches = new(Write);
    }

    /// <summary>The row's new version, or null where the stored one is another than expected. Throws <see cref="StorageUnavailableException"/>.</summary>
    public async Task<long?> Write(SessionId id, SessionRow row, long? expected)
    {
        ThrowIfDown();
        var write = new PendingWrite(id, row, expected);
        if (!_batches.TryAdd(write))
        {
            throw new StorageUnavailableException("More rows wait for the database than it takes.");
        }

        return await write.Answered ? write.Version : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _batches.DisposeAsync();
        await Drop();
    }

    /// <summary>What waited when the database went down is not tried: each try would take as long as it takes to notice.</summary>
    private async Task Write(IReadOnlyList<PendingWrite> writes)
    {
        ThrowIfDown();
        try
        {
            await WriteAtOnce(writes);
        }
        catch (Exception fault) when (writes.Count > 1 && StorageFaults.IsOfOneRow(fault))
        {
            await WriteOneByOne(writes);
        }
    }

    private async Task WriteOneByOne(IReadOnlyList<PendingWrite> writes)
    {
        foreach (var write in writes)
        {
            try
            {
                ThrowIfDown();
                await WriteAtOnce([write]);
            }
            catch (Exception fault)
            {
                write.Fail(fault);
            }
        }
    }

    private async Task WriteAtOnce(IReadOnlyList<PendingWrite> writes)
    {
        try
        {
            _statements ??= await SessionStatements.Prepare(_database);
            await _statements.Write(writes);
            _health.Worked();
        }
        catch (Exception fault)
        {
            await Drop();
            if (!StorageFaults.IsUnavailable(fault))
            {
                throw;
            }

            _database.Clear();
            _health.Failed(fault);
            throw new StorageUnavailableException($"The database did not take the row: {fault.GetBaseException().Message}");
        }
    }

    private async ValueTask Drop()
    {
        if (_statements is { } statements)
        {
            _statements = null;
            await statements.DisposeAsync();
        }
    }

    private void ThrowIfDown()
    {
        if (_health.IsDown)
        {
            throw new StorageUnavailableException("The database takes no rows.");
        }
    }
}
