using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Messaging;

namespace Sandboxes.SiloTests.Storage;

/// <summary>Each membership query by way of Orleans' own provider, in a process whose silo does not run.</summary>
public sealed class OrleansMembershipTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly DateTime Start = StoreUnderTest.At(0).UtcDateTime;

    private IHost _silo = null!;
    private IHost _client = null!;
    private IMembershipTable _table = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await (await postgres.Server).CreateDatabase();
        await StoreUnderTest.Migrate(new() { Database = database });
        _silo = SiloOverPostgres.Silo(new() { Database = database }).Build();
        _client = SiloOverPostgres.Client(new() { Database = database }).Build();
        _table = _silo.Services.GetRequiredService<IMembershipTable>();
        await _table.InitializeMembershipTableAsync(tryInitTableVersion: true, Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        _silo.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task ReadAll_NoSilo_SaysTheVersion()
    {
        var data = await _table.ReadAllAsync(Cancellation);

        Assert.Empty(data.Members);
        Assert.Equal((0, "0"), (data.Version.Version, data.Version.VersionEtag));
    }

    [Fact]
    public async Task Initialize_Again_KeepsTheVersion()
    {
        await Insert(Silo(1));

        await _table.InitializeMembershipTableAsync(tryInitTableVersion: true, Cancellation);

        Assert.Equal(1, (await _table.ReadAllAsync(Cancellation)).Version.Version);
    }

    [Fact]
    public async Task InsertRow_ExpectedVersion_AddsTheSiloAndMovesTheVersion()
    {
        var silo = Silo(1);

        Assert.True(await Insert(silo));

        var data = await _table.ReadAllAsync(Cancellation);
        Assert.Equal(1, data.Version.Version);
        IsSame(silo, Assert.Single(data.Members).Item1);
    }

    [Fact]
    public async Task InsertRow_OlderVersion_DoesNeither()
    {
        var older = (await _table.ReadAllAsync(Cancellation)).Version.Next();
        await Insert(Silo(1));

        Assert.False(await _table.InsertRowAsync(Silo(2), older, Cancellation));

        var data = await _table.ReadAllAsync(Cancellation);
        Assert.Equal((1, 1), (data.Version.Version, data.Members.Count));
    }

    [Fact]
    public async Task InsertRow_SiloThatIsThere_DoesNeither()
    {
        await Insert(Silo(1));

        Assert.False(await Insert(Silo(1)));

        Assert.Equal(1, (await _table.ReadAllAsync(Cancellation)).Version.Version);
    }

    [Fact]
    public async Task InsertRow_ManyAtOnceFromTheSameVersion_HasOneWinner()
    {
        var version = (await _table.ReadAllAsync(Cancellation)).Version.Next();

        var inserted = await Task.WhenAll(Enumerable.Range(1, 8).Select(generation => _table.InsertRowAsync(Silo(generation), version, Cancellation)));

        Assert.Single(inserted, won => won);
        var data = await _table.ReadAllAsync(Cancellation);
        Assert.Equal((1, 1), (data.Version.Version, data.Members.Count));
    }

    [Fact]
    public async Task UpdateRow_ExpectedVersion_ChangesTheSiloAndMovesTheVersion()
    {
        var silo = Silo(1);
        await Insert(silo);
        silo.Status = SiloStatus.Dead;
        silo.SuspectTimes = [new(Silo(2).SiloAddress, Start), new(Silo(3).SiloAddress, Start)];
        silo.IAmAliveTime = Start.AddSeconds(7);

        var data = await _table.ReadAllAsync(Cancellation);
        Assert.True(await _table.UpdateRowAsync(silo, data.Members[0].Item2, data.Version.Next(), Cancellation));

        data = await _table.ReadAllAsync(Cancellation);
        Assert.Equal(2, data.Version.Version);
        IsSame(silo, Assert.Single(data.Members).Item1);
        Assert.Equal(silo.SuspectTimes, data.Members[0].Item1.SuspectTimes);
    }

    [Fact]
    public async Task UpdateRow_OlderVersionOrUnknownSilo_DoesNeither()
    {
        var silo = Silo(1);
        var older = (await _table.ReadAllAsync(Cancellation)).Version.Next();
        await Insert(silo);
        silo.Status = SiloStatus.Dead;

        Assert.False(await _table.UpdateRowAsync(silo, "", older, Cancellation));
        Assert.False(await _table.UpdateRowAsync(Silo(9), "", (await _table.ReadAllAsync(Cancellation)).Version.Next(), Cancellation));

        var data = await _table.ReadAllAsync(Cancellation);
        Assert.Equal((1, SiloStatus.Active), (data.Version.Version, data.Members[0].Item1.Status));
    }

    [Fact]
    public async Task UpdateIAmAlive_Silo_ChangesNothingElse()
    {
        var silo = Silo(1);
        await Insert(silo);
        silo.IAmAliveTime = Start.AddMinutes(5);

        await _table.UpdateIAmAliveAsync(silo, Cancellation);

        var data = await _table.ReadAllAsync(Cancellation);
        Assert.Equal(1, data.Version.Version);
        IsSame(silo, data.Members[0].Item1);
    }

    [Fact]
    public async Task ReadRow_KnownAndUnknownSilo_AnswersBesideTheVersion()
    {
        await Insert(Silo(1));
        await Insert(Silo(2));

        var known = await _table.ReadRowAsync(Silo(2).SiloAddress, Cancellation);
        var unknown = await _table.ReadRowAsync(Silo(3).SiloAddress, Cancellation);

        IsSame(Silo(2), Assert.Single(known.Members).Item1);
        Assert.Equal(2, known.Version.Version);
        Assert.Empty(unknown.Members);
        Assert.Equal(2, unknown.Version.Version);
    }

    [Fact]
    public async Task Gateways_OfSilos_AreThoseThatAreActiveAndHaveOne()
    {
        await Insert(Silo(1));
        await Insert(Silo(2, SiloStatus.Dead));
        await Insert(Silo(3, gateway: 0));
        var gateways = _client.Services.GetRequiredService<IGatewayListProvider>();
        await gateways.InitializeGatewayListProvider();

        var uri = Assert.Single(await gateways.GetGateways());

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 30_001), uri.ToGatewayAddress()!.Endpoint);
    }

    [Fact]
    public async Task CleanupDefunctSiloEntries_OldSilos_RemovesThoseThatAreNotActive()
    {
        await Insert(Silo(1, SiloStatus.Dead));
        await Insert(Silo(2));
        await Insert(Silo(3, SiloStatus.Dead, alive: Start.AddDays(1)));

        await _table.CleanupDefunctSiloEntriesAsync(Start.AddHours(1), Cancellation);

        Assert.Equal([2, 3], (await _table.ReadAllAsync(Cancellation)).Members.Select(member => member.Item1.SiloAddress.Generation).Order());
    }

    [Fact]
    public async Task DeleteMembershipTableEntries_OfACluster_RemovesAllOfIt()
    {
        await Insert(Silo(1));

        await _table.DeleteMembershipTableEntriesAsync("sandboxes", Cancellation);

        await _table.InitializeMembershipTableAsync(tryInitTableVersion: true, Cancellation);
        var data = await _table.ReadAllAsync(Cancellation);
        Assert.Equal((0, 0), (data.Version.Version, data.Members.Count));
    }

    private async Task<bool> Insert(MembershipEntry silo) => await _table.InsertRowAsync(silo, (await _table.ReadAllAsync(Cancellation)).Version.Next(), Cancellation);

    private static MembershipEntry Silo(int generation, SiloStatus status = SiloStatus.Active, int? gateway = null, DateTime? alive = null) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 20_000 + generation, generation),
        SiloName = $"silo{generation}",
        HostName = "host",
        Status = status,
        ProxyPort = gateway ?? 30_000 + generation,
        StartTime = Start,
        IAmAliveTime = alive ?? Start,
    };

    private static void IsSame(MembershipEntry wanted, MembershipEntry found) => Assert.Equal(
        (wanted.SiloAddress, wanted.SiloName, wanted.HostName, wanted.Status, wanted.ProxyPort, wanted.StartTime, wanted.IAmAliveTime),
        (found.SiloAddress, found.SiloName, found.HostName, found.Status, found.ProxyPort, found.StartTime, found.IAmAliveTime));
}
