using Npgsql;

namespace Sandboxes.Silo.Storage.Postgres;

/// <summary>While the database is down, looks every second whether it takes rows again, so that nobody's request has to find out.</summary>
internal sealed class StorageProbe(NpgsqlDataSource database, StorageHealth health, TimeProvider time) : BackgroundService
{
    /// <summary>Between two looks. With the time that a look may take it is how long the database may be back before it is known.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Nearly a page: it needs room, as new rows do, and a commit that reaches the disk.</summary>
    private const string Write = "WITH gone AS (DELETE FROM storage_probe) INSERT INTO storage_probe VALUES (repeat('x', 8000))";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await health.WhenDown.WaitAsync(stoppingToken);
            if (!await Try(stoppingToken))
            {
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task<bool> Try(CancellationToken stopping)
    {
        try
        {
            await using var command = database.CreateCommand(Write);
            await command.ExecuteNonQueryAsync(stopping);
            health.Worked();
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Whatever it is, a deadlock with another silo's look included: it is looked at again, and an exception here would end the silo.
            database.Clear();
            health.Failed(fault);
            return false;
        }
    }
}
