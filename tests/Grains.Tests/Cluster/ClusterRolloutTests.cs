using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Cluster;

/// <summary>Rollouts over several nodes, and silos that were not there when something changed.</summary>
public sealed class ClusterRolloutTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private static TemplateSpec Changed => new() { Name = "python", Kernels = ["python"], Env = new Dictionary<string, string> { ["A"] = "1" }, MinIdle = 2, MaxIdle = 2 };

    [Fact]
    public async Task Put_SeveralNodes_IsDoneWhenAllAreAndThenNothingOlderIsLeased()
    {
        await using var cluster = await SiloCluster.Start();
        await Put(cluster);

        await cluster.Until(() => Is(cluster, RolloutState.Done), Step);

        foreach (var node in cluster.Nodes)
        {
            Assert.Equal(2, (await cluster.Opened(node, $"via-{node}")).Revision);
            Assert.Equal((2, 0), (await cluster.Shelf(node) is var shelf ? (shelf.Revision, shelf.Stale) : default));
        }
    }

    [Fact]
    public async Task Put_OneNodeCannotStartIt_AllGoBack()
    {
        await using var cluster = await SiloCluster.Start();
        cluster.Runtime(SiloCluster.Last).Faults.FailRevision = 2;
        await Put(cluster);

        await cluster.Until(() => Is(cluster, RolloutState.Failed), Step);

        await cluster.Until(async () => (await Task.WhenAll(cluster.Nodes.Select(node => cluster.Shelf(node).AsTask()))).All(shelf => shelf is { Idle: 2, Stale: 0, Revision: 1 }), Step);
        Assert.Equal(1, (await cluster.Opened(cluster.Nodes[0], "alice")).Revision);
    }

    [Fact]
    public async Task Start_ASiloThatWasNotThere_HasTheTemplatesBeforeItsPoolMakesAny()
    {
        await using var cluster = await SiloCluster.Start();
        await cluster.Kill(SiloCluster.Last);
        await Put(cluster);
        await cluster.Until(() => Is(cluster, RolloutState.Done), Step);

        await cluster.StartLastAgain();
        await cluster.Until(async () => await cluster.IsFull(SiloCluster.Last, 2), Step);

        Assert.Equal(2, cluster.Service<TemplateCatalog>(SiloCluster.Last).Find("python")?.Revision);
        Assert.All(await cluster.Runtime(SiloCluster.Last).List(SiloCluster.Last, TestContext.Current.CancellationToken), found => Assert.Equal(2, found.Revision));
    }

    [Fact]
    public async Task Rollout_ItsGrainIsForgottenInTheMiddle_GoesOn()
    {
        await using var cluster = await SiloCluster.Start();
        await Put(cluster);
        await cluster.Forget(Catalog(cluster));

        await cluster.Until(() => Is(cluster, RolloutState.Done), Step);
    }

    [Fact]
    public async Task Put_TheStorageFails_IsRefusedAndChangesNothing()
    {
        await using var cluster = await SiloCluster.Start();
        cluster.Storage.Templates.FailWrites = 1;

        Assert.Equal(RefusalCode.StorageUnavailable, (await Catalog(cluster).Put(Changed, TemplateCondition.None)).Refusal?.Code);

        Assert.Null((await View(cluster, cluster.Nodes[1])).Rollout);
        await Put(cluster);
        Assert.NotNull((await View(cluster, cluster.Nodes[1])).Rollout);
    }

    private static ITemplateCatalogGrain Catalog(SiloCluster cluster) => cluster.Grains(cluster.Nodes[0]).GetGrain<ITemplateCatalogGrain>(0);

    private static async Task Put(SiloCluster cluster) => Assert.Null((await Catalog(cluster).Put(Changed, TemplateCondition.None)).Refusal);

    private static async ValueTask<TemplateView> View(SiloCluster cluster, string through) => (await cluster.Grains(through).GetGrain<ITemplateGrain>("default/python").Get())!;

    private static async ValueTask<bool> Is(SiloCluster cluster, RolloutState state) => (await View(cluster, cluster.Nodes[0])).Rollout?.State == state;
}
