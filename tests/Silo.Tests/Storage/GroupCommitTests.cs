using Sandboxes.Abstractions;
using Sandboxes.Testing.Postgres;

namespace Sandboxes.SiloTests.Storage;

public sealed class GroupCommitTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Write_ManyAtOnce_ShareTransactions()
    {
        await using var store = await StoreUnderTest.Start(postgres);

        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(number => store.Write($"s{number}", StoreUnderTest.Row($"s{number}"))));

        Assert.Equal(1_000, await PostgresServer.Read<long>(store.Database, "SELECT count(*) FROM sandboxes.session"));
        Assert.InRange(await PostgresServer.Read<long>(store.Database, "SELECT count(DISTINCT xmin::text) FROM sandboxes.session"), 1, 100);
    }

    [Fact]
    public async Task Write_TheSameNewSessionManyTimesAtOnce_IsWrittenOnce()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        await using var other = store.Another();
        var id = new SessionId("default", "alice");

        var versions = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => (number % 2 == 0 ? store : other).Writer.Write(id, StoreUnderTest.Row($"{number}"), null)));

        var winner = Assert.Single(versions, version => version is not null);
        Assert.Equal(winner, (await store.Reader.Read(id))!.Version);
    }

    [Fact]
    public async Task Write_FirstOnesUpdatesAndConflictsInOneBatch_AreEachAnsweredForThemselves()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        var old = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => store.Writer.Write(new("default", $"old{number}"), StoreUnderTest.Row($"{number}"), null)));

        var first = Enumerable.Range(0, 50).Select(number => store.Writer.Write(new("default", $"new{number}"), StoreUnderTest.Row($"{number}"), null)).ToList();
        var again = Enumerable.Range(0, 50).Select(number => store.Writer.Write(new("default", $"old{number}"), StoreUnderTest.Row($"{number}"), old[number] - (number % 2))).ToList();

        Assert.All(await Task.WhenAll(first), version => Assert.NotNull(version));
        Assert.Equal(old.Select((version, number) => number % 2 == 0 ? version + 1 : null), await Task.WhenAll(again));
    }

    [Fact]
    public async Task Write_TheSameSessionAgainBeforeTheFirstIsThere_IsWrittenInOrder()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        var id = new SessionId("default", "alice");
        var first = await store.Writer.Write(id, StoreUnderTest.Row("alice"), null);

        var writes = Enumerable.Range(0, 20).Select(number => store.Writer.Write(id, StoreUnderTest.Row("alice") with { Revision = number }, first + number)).ToList();

        Assert.All(await Task.WhenAll(writes), version => Assert.NotNull(version));
        Assert.Equal(19, (await store.Reader.Read(id))!.Row.Revision);
    }
}
