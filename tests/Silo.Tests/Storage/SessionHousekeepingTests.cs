using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Sandboxes.Grains;
using Sandboxes.Silo.Storage.Sessions;
using Sandboxes.Testing.Postgres;

namespace Sandboxes.SiloTests.Storage;

public sealed class SessionHousekeepingTests(PostgresFixture postgres)
{
    private const string Count = "SELECT count(*) FROM sandboxes.session";

    /// <summary>An hour after the epoch of the rows.</summary>
    private readonly FakeTimeProvider _time = new(StoreUnderTest.At(3_600));

    [Fact]
    public async Task Round_MoreOldRowsThanABatch_RemovesThemAllAndNoOther()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        await Ended(store, 2_500, secondsAgo: 100);
        await Ended(store, 7, secondsAgo: 99);
        await store.Write("active", StoreUnderTest.Row("active"));

        Assert.Equal(2_500, await Housekeeping(store, remember: 100).Round(TestContext.Current.CancellationToken));

        Assert.Equal(8, await PostgresServer.Read<long>(store.Database, Count));
        Assert.True((await store.Read("active")).RecordExists);
    }

    [Fact]
    public async Task Round_MoreRowsThanARoundTakes_LeavesTheRestForTheNext()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        const int Most = SessionHousekeeping.MostBatches * SessionHousekeeping.MostInBatch;
        await Ended(store, Most + 3, secondsAgo: 100);
        var housekeeping = Housekeeping(store, remember: 1);

        Assert.Equal(Most, await housekeeping.Round(TestContext.Current.CancellationToken));
        Assert.Equal(3, await housekeeping.Round(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Round_MoreRowsThanAreRemembered_RemovesTheOldest()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        for (var ago = 1; ago <= 10; ago++)
        {
            await Ended(store, 1, secondsAgo: ago);
        }

        Assert.Equal(6, await Housekeeping(store, remember: 3_600, most: 4).Round(TestContext.Current.CancellationToken));

        Assert.Equal(StoreUnderTest.At(3_596).UtcDateTime, await PostgresServer.Read<DateTime>(store.Database, "SELECT min(ended_at) FROM sandboxes.session"));
    }

    [Fact]
    public async Task Round_AnotherSiloIsAtIt_LeavesItToThat()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        await Ended(store, 5, secondsAgo: 100);
        await using var blocked = new NpgsqlConnection(store.Database);
        await blocked.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await blocked.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var hold = new NpgsqlCommand("LOCK TABLE sandboxes.session IN ACCESS EXCLUSIVE MODE", blocked))
        {
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var first = Housekeeping(store, remember: 1).Round(TestContext.Current.CancellationToken);
        await Until(() => PostgresServer.Read<long>(store.Database, "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database WHERE locktype = 'advisory' AND datname = current_database()"), 1);

        Assert.Null(await Housekeeping(store, remember: 1).Round(TestContext.Current.CancellationToken));
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        Assert.Equal(5, await first);
        Assert.Equal(0, await Housekeeping(store, remember: 1).Round(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Housekeeping_APeriodHasPassed_MakesARound()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        await Ended(store, 5, secondsAgo: 100);
        using var housekeeping = Housekeeping(store, remember: 1);
        await housekeeping.StartAsync(TestContext.Current.CancellationToken);

        await Until(
            () =>
            {
                _time.Advance(SessionHousekeeping.Period);
                return PostgresServer.Read<long>(store.Database, Count);
            },
            0);

        await housekeeping.StopAsync(TestContext.Current.CancellationToken);
    }

    private SessionHousekeeping Housekeeping(StoreUnderTest store, int remember, int most = 100_000) => new(
        store.Source,
        Options.Create(new SessionOptions { RememberSeconds = remember, MaxRemembered = most }),
        _time,
        NullLogger<SessionHousekeeping>.Instance);

    private Task Ended(StoreUnderTest store, int count, int secondsAgo)
    {
        var at = _time.GetUtcNow().AddSeconds(-secondsAgo).ToString("O");
        return PostgresServer.Execute(store.Database, $"""
            INSERT INTO sandboxes.session (organization, name, version, incarnation, template, revision, created_at, expires_at, idle_timeout, max_lifetime, active_at, ended_at, end_reason)
            SELECT 'default', 'e{secondsAgo}-' || n, 1, 1, 'python', 1, '{at}', '{at}', '1 s', '1 s', '{at}', '{at}', 'Released' FROM generate_series(1, {count}) n
            """);
    }

    private static async Task Until(Func<Task<long>> read, long wanted)
    {
        while (await read() != wanted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
