using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Storage;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Storage.Operators;
using Sandboxes.Testing.Postgres;

namespace Sandboxes.SiloTests.Storage;

/// <summary>What operators ordered and did, and what pools remember, in the database of a silo that runs.</summary>
public sealed class OperatorStorageTests(SiloFixture fixture) : IClassFixture<SiloFixture>, IAsyncLifetime
{
    private IAuditTrail Trail => fixture.Silo.Services.GetRequiredService<IAuditTrail>();

    private IGrainStorage Orders => fixture.Silo.Services.GetRequiredKeyedService<IGrainStorage>(OperatorStorage.Name);

    public async ValueTask InitializeAsync() => await PostgresServer.Execute(fixture.Database, "TRUNCATE sandboxes.audit");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Audit_Entries_ComeBackAsTheyWereTheLatestFirstPageByPage()
    {
        foreach (var entry in new[] { Entry("drain", "kernel"), Entry("undrain", null), Entry("destroy", "abuse") })
        {
            await Trail.Append(entry);
        }

        var first = await Trail.Page(null, 2);
        var second = await Trail.Page(first[^1].Id, 2);

        Assert.Equal(["destroy", "undrain"], first.Select(entry => entry.Operation));
        Assert.Equal(Entry("drain", "kernel") with { Id = second[0].Id }, Assert.Single(second));
    }

    [Fact]
    public async Task Audit_EntriesOlderThanTheyAreKept_GoWithTheNextOne()
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(fixture.Database) { SearchPath = "sandboxes" }.ConnectionString);
        var trail = new PostgresAuditTrail(database, Options.Create(new AuditOptions { KeepDays = 1 }), TimeProvider.System);
        await trail.Append(Entry("drain", null) with { At = TimeProvider.System.GetUtcNow().AddDays(-2) });
        await trail.Append(Entry("undrain", null) with { At = TimeProvider.System.GetUtcNow() });

        Assert.Equal(["undrain"], (await trail.Page(null, 9)).Select(entry => entry.Operation));
    }

    [Fact]
    public async Task Orders_OfANode_AreReadAsTheyWereWritten()
    {
        var order = new OperatorOrder("kernel", "default (ApiKey 1)", StoreUnderTest.At(3));
        var orders = new NodeOrders { Version = 4, Drain = order, Shelves = new Dictionary<string, ShelfOrders> { ["shared/python"] = new() { Paused = order, MinIdle = 3 } } };
        var id = GrainId.Create("node-orders", "a");
        await Orders.WriteStateAsync("node-orders", id, new GrainState<NodeOrders>(orders));
        var read = new GrainState<NodeOrders>(new());
        await Orders.ReadStateAsync("node-orders", id, read);

        Assert.Equal((4, order), (read.State!.Version, read.State.Drain));
        Assert.Equal(orders.Shelves, read.State.Shelves);
    }

    [Fact]
    public async Task Days_OfAPool_AreReadAsTheyWereWritten()
    {
        var pools = fixture.Silo.Services.GetRequiredKeyedService<IGrainStorage>(PoolStorage.Name);
        var row = new PoolRow { Days = new Dictionary<string, byte[]> { ["shared/python"] = [1, 0, 255], ["acme/bash"] = [] } };
        var id = GrainId.Create("pool", "a");
        var written = new GrainState<PoolRow>(row);
        await pools.WriteStateAsync("days", id, written);
        await pools.WriteStateAsync("days", id, written);
        var read = new GrainState<PoolRow>(new());
        await pools.ReadStateAsync("days", id, read);

        Assert.True(row.SaysTheSameAs(read.State!));
    }

    private static AuditEntry Entry(string operation, string? reason) => new()
    {
        At = StoreUnderTest.At(1),
        Organization = "default",
        Key = "ApiKey 1",
        Operation = operation,
        Target = "node/local",
        Reason = reason,
        Outcome = "done",
    };
}
