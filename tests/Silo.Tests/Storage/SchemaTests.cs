using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Sandboxes.Silo;
using Sandboxes.Silo.Hosting;
using Sandboxes.Silo.Storage.Schema;
using Sandboxes.Testing.Postgres;

namespace Sandboxes.SiloTests.Storage;

public sealed class SchemaTests(PostgresFixture postgres)
{
    private const string Applied = "SELECT string_agg(scriptname, ' ' ORDER BY schemaversionsid) FROM sandboxes.schema_version";

    [Fact]
    public async Task Migrate_SeveralAtOnceOnAnEmptyDatabase_ApplyEachScriptOnce()
    {
        var database = await (await postgres.Server).CreateDatabase();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => StoreUnderTest.Migrate(new() { Database = database })));

        Assert.Equal("0001-orleans.sql 0002-session.sql 0003-audit.sql", await PostgresServer.Read<string>(database, Applied));
    }

    [Fact]
    public async Task Migrate_Again_ChangesNothing()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        await store.Write("alice", StoreUnderTest.Row("alice"));

        await StoreUnderTest.Migrate(new() { Database = store.Database });

        Assert.True((await store.Read("alice")).RecordExists);
        Assert.Equal("0001-orleans.sql 0002-session.sql 0003-audit.sql", await PostgresServer.Read<string>(store.Database, Applied));
    }

    [Fact]
    public async Task Migrate_ReadOnlyDatabaseThatIsUpToDate_IsFine()
    {
        var database = await (await postgres.Server).CreateDatabase();
        await StoreUnderTest.Migrate(new() { Database = database });
        await PostgresServer.Execute(database, $"ALTER DATABASE {NameOf(database)} SET default_transaction_read_only = on");

        await StoreUnderTest.Migrate(new() { Database = database });
    }

    [Fact]
    public async Task RunningRole_AnotherThanTheOwner_MayRunASiloAndNotChangeTheSchema()
    {
        var (owner, running) = await Roles();
        var cluster = new ClusterOptions { Database = running, MigrationDatabase = owner };

        using var silo = await SiloOverPostgres.StartSilo(cluster);
        await silo.StopAsync(TestContext.Current.CancellationToken);

        await PostgresServer.Execute(running, "DELETE FROM sandboxes.session");
        foreach (var forbidden in new[] { "CREATE TABLE sandboxes.mine (id int)", "ALTER TABLE sandboxes.session ADD mine int", "TRUNCATE sandboxes.session", "DELETE FROM sandboxes.orleansquery", "DELETE FROM sandboxes.schema_version" })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => PostgresServer.Execute(running, forbidden));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task RunningRole_SchemaIsUpToDate_NeedsNoOwner()
    {
        var (owner, running) = await Roles();
        await StoreUnderTest.Migrate(new() { Database = running, MigrationDatabase = owner });

        await StoreUnderTest.Migrate(new() { Database = running });
    }

    [Fact]
    public async Task RunningRole_ChangedSinceTheLastStart_IsLetIn()
    {
        var (owner, running) = await Roles();
        await StoreUnderTest.Migrate(new() { Database = owner });

        await StoreUnderTest.Migrate(new() { Database = running, MigrationDatabase = owner });

        await PostgresServer.Execute(running, "DELETE FROM sandboxes.session");
    }

    [Fact]
    public async Task RunningRole_EmptyDatabaseAndNoOwner_IsToldWhatWouldMendIt()
    {
        var (_, running) = await Roles();

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => StoreUnderTest.Migrate(new() { Database = running }));

        Assert.Contains("Cluster:MigrationDatabase", refused.Message, StringComparison.Ordinal);
        Assert.Contains("GRANT CREATE ON DATABASE", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_DatabaseThatIsNotThere_IsToldAtOnce()
    {
        var server = await postgres.Server;

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => StoreUnderTest.Migrate(new() { Database = server.ConnectionString("nowhere") }));

        Assert.Contains("createdb nowhere", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_RoleThatIsNotThere_IsToldAtOnce()
    {
        var server = await postgres.Server;

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => StoreUnderTest.Migrate(new() { Database = server.ConnectionString("postgres", "nobody") }));

        Assert.Contains("does not let the role 'nobody' in", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_NothingListens_WaitsAndThenSaysSo()
    {
        var time = new FakeTimeProvider();
        var migration = new SchemaMigration(new() { Database = "Host=127.0.0.1;Port=1;Database=sandboxes;Username=me" }, time, NullLoggerFactory.Instance);

        var applying = migration.Apply(TestContext.Current.CancellationToken);
        while (!applying.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(applying, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => applying);
        Assert.Contains("127.0.0.1:1 cannot be reached", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_ServerComesUpMeanwhile_GoesOn()
    {
        await using var server = await PostgresServer.Launch();
        var database = await server.CreateDatabase();
        await server.Stop();

        var applying = StoreUnderTest.Migrate(new() { Database = database });
        await server.Start();
        await applying;

        Assert.Equal("0001-orleans.sql 0002-session.sql 0003-audit.sql", await PostgresServer.Read<string>(database, Applied));
    }

    /// <summary>A database whose owner migrates, and a role that only runs; of names that need quotes.</summary>
    private async Task<(string Owner, string Running)> Roles()
    {
        var server = await postgres.Server;
        var database = await server.CreateDatabase();
        var chance = Guid.NewGuid().ToString("N")[..8];
        await PostgresServer.Execute(database, $"""
            CREATE ROLE "owner-{chance}" LOGIN;
            CREATE ROLE "Running {chance}" LOGIN;
            ALTER DATABASE {NameOf(database)} OWNER TO "owner-{chance}";
            """);
        return (server.ConnectionString(NameOf(database), $"owner-{chance}"), server.ConnectionString(NameOf(database), $"Running {chance}"));
    }

    private static string NameOf(string database) => new NpgsqlConnectionStringBuilder(database).Database!;
}
