using Sandboxes.Silo.Tests.Kubernetes.Fake;

namespace Sandboxes.Silo.Tests.Kubernetes;

/// <summary>An hour of a large pool, by the test's clock.</summary>
[Collection(nameof(PodMemoryTests))]
public sealed class PodPoolTests
{
    private const int Pods = 2_000;
    private const int Minutes = 60;

    /// <summary>Pods that end in a minute, and as many new ones.</summary>
    private const int Changing = 200;

    /// <summary>Pods in a page: smaller than is asked for, since buffers of large pages stay in the process's pools and would hide what is looked for.</summary>
    private const int PageSize = 100;

    /// <summary>What is known of each pod that has ended, for as long as anything holds it.</summary>
    private readonly List<WeakReference> _ended = [];

    /// <summary>The server ends a watch after four minutes, as it is asked to.</summary>
    private const int WatchMinutes = 4;
    private const int WarmMinutes = 12;

    [Fact]
    public async Task Pool_OfTwoThousandPodsForAnHour_ForgetsThoseThatEndedAndAsksNoMore()
    {
        var names = new Queue<string>();
        await using var cluster = await FakeCluster.Ready(server =>
        {
            server.PageSize = PageSize;
            for (var pod = 0; pod < Pods; pod++)
            {
                Appear(server, names);
            }
        });
        var (warm, _) = await Run(cluster, names, WarmMinutes);
        var (end, traffic) = await Run(cluster, names, Minutes - WarmMinutes);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{warm >> 10} KiB after {WarmMinutes} minutes, {end >> 10} KiB after {Minutes}; in the last {Minutes - WarmMinutes} {traffic.Pages} pages of listings with {traffic.Listed >> 10} KiB, " +
            $"{traffic.Watches} watches with {traffic.Told >> 10} KiB");
        Assert.Equal(Pods, cluster.View.Pods.Count);
        // The process's memory is printed and not asserted: pools of buffers take megabytes at a time. What must not stay are the pods; those of the last minute may.
        Assert.InRange(_ended.Count(pod => pod.IsAlive), 0, Changing);
        // A listing with every second watch.
        Assert.Equal((Minutes - WarmMinutes) / WatchMinutes, traffic.Watches);
        Assert.Equal(traffic.Watches / 2 * (Pods / PageSize), traffic.Pages);
    }

    private async Task<(long Memory, (int Pages, int Watches, long Listed, long Told) Traffic)> Run(FakeCluster cluster, Queue<string> names, int minutes)
    {
        var server = cluster.Server;
        var before = (Pages: server.Count("list"), server.Watched, server.Traffic);
        for (var minute = 1; minute <= minutes; minute++)
        {
            await Minute(cluster, names, endsWatch: minute % WatchMinutes == 0);
        }

        var (listed, told) = server.Traffic;
        return (GC.GetTotalMemory(forceFullCollection: true), (server.Count("list") - before.Pages, server.Watched - before.Watched, listed - before.Traffic.Listed, told - before.Traffic.Told));
    }

    private async Task Minute(FakeCluster cluster, Queue<string> names, bool endsWatch)
    {
        var server = cluster.Server;
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        var last = "";
        for (var change = 0; change < Changing; change++)
        {
            var ended = names.Dequeue();
            _ended.Add(new(cluster.View.Pods.Gone(ended)));
            server.Delete(ended);
            last = Appear(server, names);
        }

        await cluster.Settled(() => cluster.View.Pods.Find(last) is not null);
        if (endsWatch)
        {
            var watched = server.Watched;
            server.EndWatchesNow();
            await cluster.Settled(() => server.Watched > watched);
        }
    }

    private static string Appear(FakeApiServer server, Queue<string> names)
    {
        var pod = FakeCluster.Running();
        server.Put(pod);
        names.Enqueue(pod.Metadata.Name);
        return pod.Metadata.Name;
    }
}
