using Orleans.Storage;
using Sandboxes.Abstractions;
using Sandboxes.Testing.Postgres;

namespace Sandboxes.SiloTests.Storage;

/// <summary>Each on a server of its own, for it is broken.</summary>
[Trait("Pace", "slow")]
public sealed class StorageFaultTests : IAsyncLifetime
{
    private PostgresServer _server = null!;
    private StoreUnderTest _store = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.Launch();
        _store = await StoreUnderTest.Start(_server);
        await _store.Write("before", StoreUnderTest.Row("before"));
        await _store.Read("before");
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Database_Stopped_IsDownUntilItIsBack()
    {
        await _server.Stop();
        await IsUnavailable();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _store.Read("before"));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await _store.List.Nodes());

        await _server.Start();
        await Recovers();
    }

    [Fact]
    public async Task Database_Crashed_KeepsWhatWasAcknowledged()
    {
        var held = await _store.Read("before");
        held.State = held.State with { Warning = "acknowledged" };
        await _store.Store.WriteStateAsync("session", StoreUnderTest.Grain("before"), held);

        await _server.Crash();
        await _server.Start();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _store.Write("meanwhile", StoreUnderTest.Row("meanwhile")));

        await Recovers();
        Assert.Equal("acknowledged", (await _store.Read("before")).State.Warning);
    }

    [Fact]
    public async Task Database_ReadOnly_IsDownButStillRead()
    {
        await _server.SetReadOnly(true);
        await IsUnavailable();
        Assert.True((await _store.Read("before")).RecordExists);

        await _server.SetReadOnly(false);
        await Recovers();
    }

    [Fact]
    public async Task Database_Frozen_IsNoticedAndIsDownUntilItThaws()
    {
        _server.Freeze();
        await IsUnavailable();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _store.Read("before"));

        _server.Thaw();
        await Recovers();
    }

    [Fact]
    public async Task Database_ConnectionsEnded_IsAskedAgainAtOnce()
    {
        await PostgresServer.Execute(_store.Database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _store.Write("meanwhile", StoreUnderTest.Row("meanwhile")));

        await Recovers();
    }

    [Fact]
    public async Task Writes_ThatWaitWhenTheDatabaseGoesDown_AllFail()
    {
        _server.Freeze();
        var writes = Enumerable.Range(0, 2_000).Select(number => _store.Write($"s{number}", StoreUnderTest.Row($"s{number}"))).ToList();

        foreach (var write in writes)
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(() => write);
        }

        _server.Thaw();
        await Recovers();
    }

    [Fact]
    public async Task Write_WhoseOutcomeWasUnknown_IsFoundByTheNextReadOrNotAndNeverTwice()
    {
        _server.Freeze();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _store.Write("alice", StoreUnderTest.Row("alice")));
        _server.Thaw();
        await Recovers();

        var held = await _store.Read("alice");
        held.State = StoreUnderTest.Row("alice") with { Warning = "second" };
        await _store.Store.WriteStateAsync("session", StoreUnderTest.Grain("alice"), held);

        Assert.Equal("second", (await _store.Read("alice")).State.Warning);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _store.Write("alice", StoreUnderTest.Row("alice")));
    }

    private async Task IsUnavailable()
    {
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _store.Write("first", StoreUnderTest.Row("first")));
        Assert.True(_store.Health.IsDown);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _store.Write("second", StoreUnderTest.Row("second")));
    }

    /// <summary>Without anyone asking: only the probe looks.</summary>
    private async Task Recovers()
    {
        while (_store.Health.IsDown)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await _store.Write("after", StoreUnderTest.Row("after"));
        Assert.True((await _store.Read("after")).RecordExists);
    }
}
