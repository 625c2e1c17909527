using System.Diagnostics;

namespace Sandboxes.Bench;

/// <summary>What callers of a cluster's frontend see, beside kubectl doing the same in the same run.</summary>
internal sealed class KubeMeasures(KubeUnderTest cluster, BenchOptions options)
{
    private const int Callers = 60;
    private const int ColdSamples = 8;
    private const string Alternative = "pod by kubectl + exec";

    private readonly Lazy<Latency> _cold = new(() => KubectlRun.Measure(cluster, options.Samples(ColdSamples)));

    public Row Open()
    {
        var warm = Batches(withCell: false);
        return Row.Of("Kubernetes: open a warm session over HTTP, silos and frontends in the cluster", "p50 3 ms, p99 20 ms", warm, _cold.Value, Alternative, warm.P50 <= 3 && warm.P99 <= 20);
    }

    public Row FirstOutput()
    {
        var warm = Batches(withCell: true);
        return Row.Of("Kubernetes: open + first cell's output", "p50 5 ms", warm, _cold.Value, Alternative, warm.P50 <= 5);
    }

    public Row Burst()
    {
        var clients = Enumerable.Range(0, Callers).Select(_ => cluster.Connect()).ToList();
        var (latency, notWarm) = (new Latency(), 0);
        for (var burst = 0; burst < options.Samples(10) / 2; burst++)
        {
            UntilCalm(clients[0]);
            var ids = Names.Next(Callers);
            latency.Add(Workers.AtOnce(Callers, caller =>
            {
                if (!clients[caller].Open(ids[caller]).Has("\"from\":\"warm\""u8))
                {
                    Interlocked.Increment(ref notWarm);
                }

                return true;
            }));
            Array.ForEach(ids, clients[0].Release);
        }

        clients.ForEach(client => client.Dispose());
        return Row.Of($"Kubernetes: burst of {Callers} opens on {Callers} idle", "p50 40 ms", latency, _cold.Value, Alternative, latency.P50 <= 40)
            with
        { Samples = $"{latency.Count} ({notWarm} not warm)" };
    }

    /// <summary>From the moment when half of a full pool is taken until it is full again, beside as many of the same pods made by hand at once.</summary>
    public Row Refill()
    {
        using var client = cluster.Connect();
        Waiting.UntilFull(client);
        var hand = PodsByHand.PerSecond(cluster, Callers / 2);
        Waiting.UntilFull(client);
        var ids = Names.Next(Callers / 2);
        Array.ForEach(ids, id => client.Open(id));
        var started = Stopwatch.GetTimestamp();
        Waiting.UntilFull(client);
        var ours = ids.Length / Stopwatch.GetElapsedTime(started).TotalSeconds;
        Array.ForEach(ids, client.Release);
        Waiting.UntilFull(client);
        return new()
        {
            Measure = $"Kubernetes: refill of {ids.Length} sandboxes on the cluster's nodes",
            Reach = "0.8 of by hand",
            Measured = $"{Row.Number(ours)} /s",
            Samples = $"{ids.Length}",
            Cold = $"the same pods by kubectl at once: {Row.Number(hand)} /s",
            Ratio = $"{ours / hand:0.00} of it",
            Reached = ours >= 0.8 * hand,
        };
    }

    /// <summary>Opens and releases, and what the API server was asked for until the pool was full again.</summary>
    public Row Writes()
    {
        using var client = cluster.Connect();
        Waiting.UntilFull(client);
        var count = Callers / 2;
        var audit = AuditLog.Begin(cluster);
        var ids = Names.Next(count);
        foreach (var id in ids)
        {
            client.Open(id);
            client.Release(id);
        }

        Waiting.UntilFull(client);
        audit.AwaitDeletions(count);
        var (ours, others) = audit.Writes();
        return new()
        {
            Measure = "Kubernetes: writes to the API server by us for a pod's whole cycle (create, lease, run, release, replace)",
            Reach = "2, 0 of them on the way to a lease",
            Measured = $"{ours / (double)count:0.00}",
            Samples = $"{count}",
            Cold = $"by everybody else (kubelet, scheduler, controllers): {others / (double)count:0.0}",
            Reached = ours <= 2 * count,
        };
    }

    private Latency Batches(bool withCell)
    {
        using var client = cluster.Connect();
        UntilCalm(client);
        return OpenWarm.Batches(client, options.Samples(100), withCell, Callers / 3, () => UntilCalm(client));
    }

    private void UntilCalm(SandboxClient client)
    {
        Waiting.UntilFull(client);
        cluster.UntilQuiet();
    }
}
