using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Cluster;

/// <summary>What the times of day needed outlives the pool's activation. The clock begins at midnight of a Thursday.</summary>
public sealed class DayMemoryTests
{
    private const int Burst = 8;
    private static readonly DateTimeOffset Midnight = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private readonly PoolRows _rows = new();

    [Fact]
    public async Task Forecast_ThePoolIsActivatedAnew_HasTheMorningAsBefore()
    {
        await using var cluster = await Start();
        await OpenMany(cluster);
        await cluster.Until(() => ValueTask.FromResult(_rows.Writes > 0), TimeSpan.FromSeconds(10));
        await Pass(cluster, Midnight.AddHours(-1.5), TimeSpan.FromHours(1));
        await Pass(cluster, Midnight.AddMinutes(-3), TimeSpan.FromMinutes(1));
        await Pass(cluster, Midnight.AddSeconds(30), TimeSpan.FromSeconds(1));
        var before = await NeededNow(cluster);

        await cluster.Forget(cluster.Pool);
        await cluster.Pool.Activate();
        await cluster.Until(async () => await NeededNow(cluster) > 0, TimeSpan.FromMilliseconds(100));

        Assert.Equal((Burst, Burst), (before, await NeededNow(cluster)));
        await cluster.Until(async () => (await cluster.Shelf()).Idle >= Burst, TimeSpan.FromMilliseconds(100));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Storage_ThatIsDown_HoldsUpNeitherLeasesNorPlansAndIsAskedAgain(bool broken, bool hangs)
    {
        (_rows.Broken, _rows.Hangs) = (broken, hangs);
        await using var cluster = await Start();
        await OpenMany(cluster);
        await cluster.Until(async () => _rows.Reads > 0 && (await cluster.Shelf()).Idle > 0, TimeSpan.FromMilliseconds(100));
        Assert.Equal(0, _rows.Writes);

        (_rows.Broken, _rows.Hangs) = (false, false);
        await cluster.Until(() => ValueTask.FromResult(_rows.Writes > 0), TimeSpan.FromSeconds(10));
    }

    private Task<SandboxCluster> Start() => SandboxCluster.Start(
        silo => silo.Services.AddKeyedSingleton<IGrainStorage>(PoolStorage.Name, _rows),
        [("Templates:MinIdle:python", "1"), ("Templates:MaxIdle:python", "20"), ("Simulated:BootMs", "2000")]);

    private static async Task OpenMany(SandboxCluster cluster)
    {
        await cluster.Until(async () => (await cluster.Shelf()).Idle == 1, TimeSpan.FromMilliseconds(100));
        var opening = Enumerable.Range(0, Burst).Select(i => cluster.Opened($"s{i}", new() { WaitSeconds = 60 })).ToList();
        await cluster.Until(async () => (await cluster.Shelf()).Waiting == Burst - 1);
        await cluster.Until(() => ValueTask.FromResult(opening.All(one => one.IsCompleted)), TimeSpan.FromMilliseconds(100));
        await Task.WhenAll(opening);
    }

    private static async Task<int> NeededNow(SandboxCluster cluster) =>
        (await cluster.Pool.Decisions()).FirstOrDefault(decision => decision.Template == "python")?.Forecast.NeededThisTimeOfDay ?? 0;

    private static Task Pass(SandboxCluster cluster, DateTimeOffset until, TimeSpan step) => cluster.Until(() => ValueTask.FromResult(cluster.Time.GetUtcNow() >= until), step);
}
