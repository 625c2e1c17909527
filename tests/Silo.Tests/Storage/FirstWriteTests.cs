using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Sandboxes.Testing.Postgres;

namespace Sandboxes.SiloTests.Storage;

/// <summary>
/// Two silos write a grain's first row at once: both have found none and are held right before they insert. One row, one winner, and one who is told so.
/// </summary>
public sealed class FirstWriteTests(PostgresFixture postgres)
{
    private const int Gate = 77;

    [Fact]
    public async Task OrleansStorage_TwoFirstWritesOverlap_LeaveOneRowAndOneInconsistentState()
    {
        var database = await (await postgres.Server).CreateDatabase();
        using var silo = await SiloOverPostgres.StartSilo(new() { Database = database });
        var storage = silo.Services.GetRequiredKeyedService<IGrainStorage>("Default");

        // A key without the part that may be null: the kind of row that a plain unique constraint lets in twice.
        var id = GrainId.Create(GrainType.Create("counter"), GrainIdKeyExtensions.CreateIntegerKey(5));
        await Overlap(database, "orleansstorage", () => storage.WriteStateAsync("state", id, new GrainState<int>(1)), () => storage.WriteStateAsync("state", id, new GrainState<int>(2)));
        await silo.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task SessionStore_TwoFirstWritesOverlap_LeaveOneRowAndOneInconsistentState()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        await using var other = store.Another();

        await Overlap(store.Database, "session", () => store.Write("alice", StoreUnderTest.Row("alice")), () => other.Write("alice", StoreUnderTest.Row("alice")));
    }

    private static async Task Overlap(string database, string table, params Func<Task>[] writers)
    {
        await PostgresServer.Execute(database, $"""
            CREATE FUNCTION wait_at_the_gate() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock_shared({Gate}); RETURN NEW; END';
            CREATE TRIGGER gate BEFORE INSERT ON sandboxes.{table} FOR EACH ROW EXECUTE FUNCTION wait_at_the_gate();
            """);
        Task[] writing;
        await using (var gate = new Npgsql.NpgsqlConnection($"{database};Pooling=false"))
        {
            await gate.OpenAsync(TestContext.Current.CancellationToken);
            await using var close = new Npgsql.NpgsqlCommand($"SELECT pg_advisory_lock({Gate})", gate);
            await close.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            writing = [.. writers.Select(writer => writer())];
            await BothAreHeld(database);
        }

        var failed = await Task.WhenAll(writing.Select(Failure));
        Assert.Single(failed, failure => failure is null);
        Assert.Single(failed, failure => failure is InconsistentStateException);
        Assert.Equal(1, await PostgresServer.Read<long>(database, $"SELECT count(*) FROM sandboxes.{table}"));
    }

    private static async Task BothAreHeld(string database)
    {
        const string Held = "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()";
        while (await PostgresServer.Read<long>(database, Held) != 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<Exception?> Failure(Task writing)
    {
        try
        {
            await writing;
            return null;
        }
        catch (InconsistentStateException failure)
        {
            return failure;
        }
    }
}
