using Orleans.Storage;
using Sandboxes.Abstractions;
using Sandboxes.Testing.Postgres;

namespace Sandboxes.SiloTests.Storage;

public sealed class SessionStoreTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Read_RowThatWasWritten_IsTheSame()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        var row = StoreUnderTest.Row("alice") with
        {
            Metadata = new Dictionary<string, string> { ["b"] = "\"quoted\" and \u00e9", ["a"] = "" },
            Served = new(ServedFrom.Wait, 1.5, 2, 3, 4, 5),
            Warning = "Nothing isolates.",
            Ended = new(StoreUnderTest.At(9), EndReason.NodeLost, "gone"),
        };

        var written = await store.Write("alice", row);
        var read = await store.Read("alice");

        Assert.Equivalent(row, read.State, strict: true);
        Assert.Equal((written.ETag, true), (read.ETag, read.RecordExists));
    }

    [Fact]
    public async Task Read_NoRow_SaysSo()
    {
        await using var store = await StoreUnderTest.Start(postgres);

        var read = await store.Read("nobody");

        Assert.Null(read.ETag);
        Assert.False(read.RecordExists);
        Assert.False(read.State.Exists);
    }

    [Fact]
    public async Task Write_OverTheVersionThatWasRead_ChangesTheRowAndItsETag()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        var first = await store.Write("alice", StoreUnderTest.Row("alice"));
        var before = first.ETag;

        first.State = first.State with { Warning = "second", Lease = new("another/lease/1") };
        await store.Store.WriteStateAsync("session", StoreUnderTest.Grain("alice"), first);

        var read = await store.Read("alice");
        Assert.NotEqual(before, read.ETag);
        Assert.Equal(first.ETag, read.ETag);
        Assert.Equivalent(first.State, read.State, strict: true);
    }

    [Fact]
    public async Task Write_OverAnOlderVersion_IsInconsistentAndChangesNothing()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        await store.Write("alice", StoreUnderTest.Row("alice"));
        var (mine, other) = (await store.Read("alice"), await store.Read("alice"));
        await store.Store.WriteStateAsync("session", StoreUnderTest.Grain("alice"), other);

        mine.State = mine.State with { Warning = "late" };
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.Store.WriteStateAsync("session", StoreUnderTest.Grain("alice"), mine));

        Assert.Null((await store.Read("alice")).State.Warning);
    }

    [Fact]
    public async Task Write_RowThatWasSeenAndIsForgotten_IsInconsistent()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        var seen = await store.Write("alice", StoreUnderTest.Row("alice"));
        await store.Store.ClearStateAsync("session", StoreUnderTest.Grain("alice"), await store.Read("alice"));

        await Assert.ThrowsAsync<InconsistentStateException>(() => store.Store.WriteStateAsync("session", StoreUnderTest.Grain("alice"), seen));
    }

    [Fact]
    public async Task Write_RowThatWasForgottenAndMadeAnew_IsInconsistent()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        var seen = await store.Write("alice", StoreUnderTest.Row("alice"));
        await store.Store.ClearStateAsync("session", StoreUnderTest.Grain("alice"), await store.Read("alice"));
        await store.Write("alice", StoreUnderTest.Row("alice") with { Incarnation = 8 });

        await Assert.ThrowsAsync<InconsistentStateException>(() => store.Store.WriteStateAsync("session", StoreUnderTest.Grain("alice"), seen));
    }

    [Fact]
    public async Task Clear_Row_IsGoneAndMayBeWrittenAnew()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        var state = await store.Write("alice", StoreUnderTest.Row("alice"));

        await store.Store.ClearStateAsync("session", StoreUnderTest.Grain("alice"), state);

        Assert.Null(state.ETag);
        Assert.False((await store.Read("alice")).RecordExists);
        await store.Store.WriteStateAsync("session", StoreUnderTest.Grain("alice"), state);
        Assert.True((await store.Read("alice")).RecordExists);
    }

    [Fact]
    public async Task Write_TextThatTheDatabaseCannotHold_FailsAloneAndTheRestOfItsBatchIsWritten()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        var poisoned = store.Write("poison", StoreUnderTest.Row("poison") with { Metadata = new Dictionary<string, string> { ["k"] = "\0" } });
        var others = Enumerable.Range(0, 20).Select(number => store.Write($"s{number}", StoreUnderTest.Row($"s{number}"))).ToList();

        await Task.WhenAll(others);

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => poisoned);
        Assert.False(store.Health.IsDown);
        Assert.Equal(20, await PostgresServer.Read<long>(store.Database, "SELECT count(*) FROM sandboxes.session"));
    }
}
