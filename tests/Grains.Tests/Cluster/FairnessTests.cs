using Sandboxes.Abstractions;

namespace Sandboxes.GrainTests.Cluster;

public sealed class FairnessTests
{
    private static readonly (string, string)[] TwoOrganizations =
        [("Organizations:a:Weight", "100"), ("Organizations:b:Weight", "100"), ("Templates:MinIdle:python", "0"), ("Simulated:BootMs", "1000"), ("Pool:MaxStarting", "2"), ("Pool:MaxWaiting", "16")];

    [Fact]
    public async Task Open_WhileAnotherOrganizationFloods_IsServedWithinItsShare()
    {
        await using var cluster = await SandboxCluster.Start(TwoOrganizations);
        var flood = Enumerable.Range(0, 8).Select(i => Open(cluster, "a", $"a{i}")).ToList();
        await cluster.Until(async () => (await cluster.Shelf()).Waiting == 8);
        Assert.Equal(RefusalCode.QueueFull, (await Open(cluster, "a", "more")).Refusal?.Code);
        var other = Open(cluster, "b", "b1");
        await cluster.Until(async () => (await cluster.Session("b1", "b").Get())?.Waiting is not null);
        Assert.Equal((2, 8), ((await cluster.Session("b1", "b").Get())!.Waiting!.Position, await WorstPlace(cluster, flood.Count)));

        await cluster.Until(() => ValueTask.FromResult(other.IsCompleted), TimeSpan.FromMilliseconds(100));

        Assert.Equal(ServedFrom.Wait, (await other).Value!.Session.Served!.From);
        Assert.InRange(flood.Count(call => call.IsCompleted), 0, 2);
        await cluster.Until(() => ValueTask.FromResult(flood.All(call => call.IsCompleted)), TimeSpan.FromMilliseconds(100));
        Assert.All(await Task.WhenAll(flood), answer => Assert.Null(answer.Refusal));
    }

    [Fact]
    public async Task Open_OfAnOrganizationWithAReserve_IsServedAtOnceWhileAnotherFloods()
    {
        await using var cluster = await SandboxCluster.Start(
            ("Organizations:a:Weight", "100"), ("Organizations:b:Reserved", "1"), ("Templates:MinIdle:python", "2"), ("Simulated:BootMs", "0"));
        await cluster.Until(async () => (await cluster.Shelf()) is { Idle: 2, Reserved: 1 });
        cluster.Runtime.BootMs = 60_000;
        Assert.Null((await Open(cluster, "a", "a1")).Refusal);
        Assert.Equal(RefusalCode.PoolEmpty, (await Open(cluster, "a", "a2", WhenEmpty.Fail)).Refusal?.Code);
        Assert.Equal(ServedFrom.Warm, (await Open(cluster, "b", "b1", WhenEmpty.Fail)).Value?.Session.Served?.From);
    }

    private static async Task<int> WorstPlace(SandboxCluster cluster, int callers)
    {
        var places = new List<int>();
        for (var i = 0; i < callers; i++)
        {
            places.Add((await cluster.Session($"a{i}", "a").Get())?.Waiting?.Position ?? 0);
        }

        return places.Max() - 1;
    }

    private static async Task<Outcome<OpenedSession>> Open(SandboxCluster cluster, string organization, string id, WhenEmpty whenEmpty = WhenEmpty.Wait) =>
        await cluster.Session(id, organization).Open(new() { WhenEmpty = whenEmpty, WaitSeconds = 60 }, TestContext.Current.CancellationToken);
}
