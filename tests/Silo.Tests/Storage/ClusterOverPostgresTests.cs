using Microsoft.Extensions.DependencyInjection;
using Sandboxes.Silo;
using Sandboxes.Testing.Postgres;

namespace Sandboxes.SiloTests.Storage;

public sealed class ClusterOverPostgresTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Silos_ThreeStartAtOnceOnAnEmptyDatabase_AreOneClusterThatAClientFinds()
    {
        var database = await (await postgres.Server).CreateDatabase();
        var cluster = new ClusterOptions { Database = database };
        var silos = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SiloOverPostgres.StartSilo(cluster)));
        using var client = await SiloOverPostgres.StartClient(cluster);

        var grains = client.Services.GetRequiredService<IGrainFactory>();
        var hosts = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, TestContext.Current.CancellationToken);

        Assert.Equal(3, hosts.Count);
        Assert.Equal(3, await PostgresServer.Read<long>(database, "SELECT count(*) FROM sandboxes.orleansmembership"));
        await client.StopAsync(TestContext.Current.CancellationToken);
        foreach (var silo in silos)
        {
            await silo.StopAsync(TestContext.Current.CancellationToken);
            silo.Dispose();
        }
    }
}
