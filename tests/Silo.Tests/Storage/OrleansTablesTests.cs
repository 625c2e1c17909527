using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Sandboxes.Testing.Postgres;

namespace Sandboxes.SiloTests.Storage;

/// <summary>Each query of reminders and of grain storage by way of Orleans' own providers in a silo that runs.</summary>
public sealed class OrleansTablesTests(SiloFixture fixture) : IClassFixture<SiloFixture>, IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly DateTime Start = StoreUnderTest.At(0).UtcDateTime;

    private IReminderTable Reminders => fixture.Silo.Services.GetRequiredService<IReminderTable>();

    private IGrainStorage Storage => fixture.Silo.Services.GetRequiredKeyedService<IGrainStorage>("Default");

    public async ValueTask InitializeAsync() => await PostgresServer.Execute(fixture.Database, "TRUNCATE sandboxes.orleansstorage, sandboxes.orleansreminders");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<GrainId> Keys => new(
        GrainId.Create(GrainType.Create("kept"), GrainIdKeyExtensions.CreateIntegerKey(5)),
        GrainId.Create(GrainType.Create("kept"), GrainIdKeyExtensions.CreateIntegerKey(5, "extension")),
        GrainId.Create(GrainType.Create("kept"), GrainIdKeyExtensions.CreateGuidKey(Guid.Empty)),
        GrainId.Create("kept", "a string"));

    [Theory, MemberData(nameof(Keys), DisableDiscoveryEnumeration = true)]
    public async Task GrainStorage_AnyKindOfKey_IsWrittenReadUpdatedAndCleared(GrainId id)
    {
        var state = new GrainState<Kept>(new("first"));
        await Storage.ReadStateAsync("state", id, state);
        Assert.False(state.RecordExists);

        state.State = new("first");
        await Storage.WriteStateAsync("state", id, state);
        Assert.Equal("1", state.ETag);
        state.State = new("second");
        await Storage.WriteStateAsync("state", id, state);

        var read = await Read(id);
        Assert.Equal(("second", "2", true), (read.State!.Text, read.ETag, read.RecordExists));

        await Storage.ClearStateAsync("state", id, state);
        Assert.False((await Read(id)).RecordExists);
    }

    [Fact]
    public async Task GrainStorage_OlderVersion_IsInconsistentAndChangesNothing()
    {
        var id = GrainId.Create("kept", "alice");
        var (mine, other) = (new GrainState<Kept>(new("mine")), new GrainState<Kept>(new("other")));
        await Storage.WriteStateAsync("state", id, other);
        mine.ETag = other.ETag;
        await Storage.WriteStateAsync("state", id, other);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("state", id, mine));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync("state", id, mine));

        Assert.Equal("other", (await Read(id)).State!.Text);
    }

    [Fact]
    public async Task GrainStorage_ClearedAndWrittenAgain_IsThere()
    {
        var id = GrainId.Create("kept", "alice");
        var state = new GrainState<Kept>(new("first"));
        await Storage.WriteStateAsync("state", id, state);
        await Storage.ClearStateAsync("state", id, state);

        state.State = new("again");
        await Storage.WriteStateAsync("state", id, state);

        Assert.Equal("again", (await Read(id)).State!.Text);
    }

    [Fact]
    public async Task GrainStorage_Row_IsCleanJson()
    {
        await Storage.WriteStateAsync("state", GrainId.Create("kept", "alice"), new GrainState<Kept>(new("readable")));

        Assert.Equal("""{"Text":"readable"}""", await PostgresServer.Read<string>(fixture.Database, "SELECT convert_from(payloadbinary, 'UTF8') FROM sandboxes.orleansstorage"));
    }

    [Fact]
    public async Task Delete_QueryOfTheContract_RemovesTheRowOfTheVersionOnly()
    {
        await Storage.WriteStateAsync("state", GrainId.Create("kept", "alice"), new GrainState<Kept>(new("text")));

        Assert.Equal(7, await Delete(7));
        Assert.Equal(2, await Delete(1));

        Assert.Equal(0, await PostgresServer.Read<long>(fixture.Database, "SELECT count(*) FROM sandboxes.orleansstorage"));
    }

    [Fact]
    public async Task Reminder_UpsertedTwice_HasTheLastValuesAndANewETag()
    {
        var alice = GrainId.Create("kept", "alice");
        var first = await Reminders.UpsertRow(Reminder(alice, "wake", minutes: 1), Cancellation);
        var second = await Reminders.UpsertRow(Reminder(alice, "wake", minutes: 60 * 24 * 60), Cancellation);

        Assert.NotEqual(first, second);
        var found = (await Reminders.ReadRow(alice, "wake", Cancellation))!;
        Assert.Equal((alice, "wake", Start, TimeSpan.FromDays(60), second), (found.GrainId, found.ReminderName, found.StartAt, found.Period, found.ETag));
    }

    [Fact]
    public async Task Reminder_Removed_IsGoneOnlyWithItsETag()
    {
        var alice = GrainId.Create("kept", "alice");
        var first = await Reminders.UpsertRow(Reminder(alice, "wake"), Cancellation);
        var second = await Reminders.UpsertRow(Reminder(alice, "wake"), Cancellation);

        Assert.False(await Reminders.RemoveRow(alice, "wake", first!, Cancellation));
        Assert.True(await Reminders.RemoveRow(alice, "wake", second!, Cancellation));

        Assert.Null(await Reminders.ReadRow(alice, "wake", Cancellation));
    }

    [Fact]
    public async Task Reminders_OfAGrainAndOfARange_AreThoseOnly()
    {
        var (alice, bob) = (GrainId.Create("kept", "alice"), GrainId.Create("kept", "bob"));
        await Reminders.UpsertRow(Reminder(alice, "a"), Cancellation);
        await Reminders.UpsertRow(Reminder(alice, "b"), Cancellation);
        await Reminders.UpsertRow(Reminder(bob, "c"), Cancellation);
        var hash = bob.GetUniformHashCode();

        Assert.Equal(["a", "b"], Names(await Reminders.ReadRows(alice, Cancellation)));
        Assert.Equal(["c"], Names(await Reminders.ReadRows(hash - 1, hash, Cancellation)));
        Assert.Equal(["a", "b"], Names(await Reminders.ReadRows(hash, hash - 1, Cancellation)));
        await Reminders.TestOnlyClearTable(Cancellation);
        Assert.Empty(Names(await Reminders.ReadRows(0, 0, Cancellation)));
    }

    private async Task<GrainState<Kept>> Read(GrainId id)
    {
        var read = new GrainState<Kept>();
        await Storage.ReadStateAsync("state", id, read);
        return read;
    }

    /// <summary>Orleans asks for it by an option that is off; the contract has it all the same.</summary>
    private async Task<int> Delete(int version)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create($"{fixture.Database};Search Path=sandboxes;Pooling=false");
        await using var row = source.CreateCommand("SELECT * FROM OrleansStorage");
        await using var values = await row.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        await values.ReadAsync(TestContext.Current.CancellationToken);
        await using var command = source.CreateCommand(await PostgresServer.Read<string>(fixture.Database, "SELECT querytext FROM sandboxes.orleansquery WHERE querykey = 'DeleteStorageKey'"));
        foreach (var name in new[] { "GrainIdHash", "GrainIdN0", "GrainIdN1", "GrainTypeHash", "GrainTypeString", "GrainIdExtensionString", "ServiceId" })
        {
            command.Parameters.AddWithValue(name, values[name]);
        }

        command.Parameters.AddWithValue("GrainStateVersion", version);
        return (int)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static IEnumerable<string> Names(ReminderTableData found) => found.Reminders.Select(reminder => reminder.ReminderName).Order(StringComparer.Ordinal);

    private static ReminderEntry Reminder(GrainId grain, string name, int minutes = 5) =>
        new() { GrainId = grain, ReminderName = name, StartAt = Start, Period = TimeSpan.FromMinutes(minutes) };

    public sealed record Kept(string Text);
}
