using Npgsql;
using Sandboxes.Testing.Postgres;

namespace Sandboxes.SiloTests.Storage;

/// <summary>The faults that other tests rely on are what they are called.</summary>
public sealed class PostgresServerTests
{
    [Fact]
    public async Task Server_StoppedCrashedFrozenAndReadOnly_IsSoAndComesBackWithItsRows()
    {
        await using var server = await PostgresServer.Launch();
        var database = await server.CreateDatabase();
        await PostgresServer.Execute(database, "CREATE TABLE kept (id int)");

        await server.Stop();
        await Assert.ThrowsAsync<NpgsqlException>(() => Insert(database));
        await server.Start();
        await Insert(database);

        await server.Crash();
        await server.Start();
        Assert.Equal(1, await PostgresServer.Read<long>(database, "SELECT count(*) FROM kept"));

        await server.SetReadOnly(true);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => Insert(database));
        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refused.SqlState);
        await server.SetReadOnly(false);
        await Insert(database);

        server.Freeze();
        await Assert.ThrowsAsync<NpgsqlException>(() => Insert($"{database};Timeout=1"));
        server.Thaw();
        await Insert(database);
    }

    private static async Task Insert(string database)
    {
        await using var source = NpgsqlDataSource.Create($"{database};Pooling=false");
        await using var command = source.CreateCommand("INSERT INTO kept VALUES (1)");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
