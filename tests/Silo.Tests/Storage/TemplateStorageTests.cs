using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo;
using Sandboxes.Silo.Runtimes.Simulated;
using ClusterOptions = Sandboxes.Silo.ClusterOptions;

namespace Sandboxes.SiloTests.Storage;

/// <summary>Templates over a real database.</summary>
public sealed class TemplateStorageTests(PostgresFixture postgres)
{
    private const string Node = "node-1";

    private static readonly TemplateSpec Numbers = new()
    {
        Name = "numbers",
        Kernels = ["python"],
        Env = new Dictionary<string, string> { ["A"] = "1" },
        Limits = new() { MemoryBytes = 1L << 28, Cpus = 0.25 },
        Image = "registry.example/numbers:3",
        MinIdle = 0,
        MaxIdle = 0,
    };

    [Fact]
    public async Task Put_TheClusterStartsAgain_HasTheTemplateAndItsRunningRollout()
    {
        var cluster = new ClusterOptions { Database = await (await postgres.Server).CreateDatabase() };
        await WithSilo(cluster, async (catalog, _) =>
        {
            Assert.Null((await catalog.Put(Numbers, TemplateCondition.None)).Refusal);
            Assert.Equal(2, (await catalog.Put(Numbers with { Image = "registry.example/numbers:4" }, new() { MustExist = true, Revisions = [1] })).Value?.Entry.Newest.Revision);
        });

        await WithSilo(cluster, async (catalog, known) =>
        {
            var entry = (await catalog.Read(-1))!.Templates["numbers"];

            Assert.Equal((1, 2, 2), (entry.Served.Revision, entry.Coming?.Revision, entry.LastRevision));
            Assert.Equal(("registry.example/numbers:3", "registry.example/numbers:4"), (entry.Served.Image, entry.Coming?.Image));
            Assert.Equal((RolloutState.Running, 1), (entry.Rollout?.State, entry.Rollout?.From));
            Assert.Equal((1L << 28, 0.25, "1", "python"), (entry.Served.Limits.MemoryBytes, entry.Served.Limits.Cpus, entry.Served.Env["A"], entry.Served.Kernels[0]));
            Assert.Equal(1, known.Find("numbers")?.Revision);
        });
    }

    private static async Task WithSilo(ClusterOptions cluster, Func<ITemplateCatalogGrain, TemplateCatalog, Task> act)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Simulated:NodeName", Node)]).Build();
        var builder = SiloOverPostgres.Silo(cluster);
        builder.UseOrleans(silo => silo.Configure<SiloOptions>(options => options.SiloName = Node).AddSandboxGrains(configuration));
        builder.Services.AddSimulatedRuntime(configuration);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await act(host.Services.GetRequiredService<IGrainFactory>().GetGrain<ITemplateCatalogGrain>(0), host.Services.GetRequiredService<TemplateCatalog>());
        await host.StopAsync(TestContext.Current.CancellationToken);
    }
}
