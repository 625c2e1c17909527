using System.Diagnostics;

namespace Sandboxes.Bench;

/// <summary>Opens on a cluster whose rows are on disk before they are answered.</summary>
internal static class DurableOpens
{
    private const int Connections = 48;
    private const int Idle = 4_000;

    /// <summary>Four processes compile what they run; a third of this by each silo.</summary>
    private const int WarmUp = 1_500;

    public static ClusterSettings Simulated => new()
    {
        Runtime = "simulated",
        Idle = Idle,
        Extra = new Dictionary<string, string> { ["Templates__MaxTotal"] = "100000", ["Simulated__Capacity"] = "100000", ["Pool__Capacity"] = "100000" },
    };

    /// <summary>Three nodes share this machine, where each would have its own: one's refill must hold back for another's leases too.</summary>
    public static ClusterSettings Local => new()
    {
        Idle = 60,
        Frontends = 1,
        Extra = new Dictionary<string, string> { ["Pool__YieldToLeasesMs"] = "1000" },
    };

    public static Row Latency(ClusterUnderTest cluster, BenchOptions options, ColdStarts cold)
    {
        using var client = cluster.Connect(0);
        OpenWarm.Batches(client, options.Samples(WarmUp), withCell: false);
        var warm = OpenWarm.Batches(client, options.Samples(1_000), withCell: false);
        return Row.Of("open a warm session, durable: three silos, a frontend of its own", "p50 2.5 ms, p99 15 ms", warm, cold.Python, "bwrap + python3", warm.P50 <= 2.5 && warm.P99 <= 15);
    }

    /// <summary>Half of a full pool at a time, so that what is measured is opens and not refills.</summary>
    public static Row PerSecond(ClusterUnderTest cluster, BenchOptions options)
    {
        Batch(cluster);
        var (opened, taken) = (0, TimeSpan.Zero);
        for (var batch = 0; batch < options.Samples(10); batch++)
        {
            var (count, time) = Batch(cluster);
            (opened, taken) = (opened + count, taken + time);
        }

        var rate = opened / taken.TotalSeconds;
        return new()
        {
            Measure = $"durable opens a second, {ClusterSettings.Silos} silos, simulated runtime, {Connections} connections",
            Reach = "1,500",
            Measured = $"{Row.Number(rate)} /s",
            Samples = $"{opened}",
            Cold = "",
            Reached = rate >= 1_500,
        };
    }

    private static (int Opened, TimeSpan Taken) Batch(ClusterUnderTest cluster)
    {
        using (var client = cluster.Connect(0))
        {
            Waiting.UntilFull(client);
        }

        var share = ClusterSettings.Silos * Idle / 2 / Connections;
        var ids = Enumerable.Range(0, Connections).Select(_ => Names.Next(share)).ToArray();
        var started = Stopwatch.GetTimestamp();
        Workers.Run(Connections, worker => With(cluster, worker, client => Array.ForEach(ids[worker], id => client.Open(id))));
        var taken = Stopwatch.GetElapsedTime(started);
        Workers.Run(Connections, worker => With(cluster, worker, client => Array.ForEach(ids[worker], client.Release)));
        return (share * Connections, taken);
    }

    private static void With(ClusterUnderTest cluster, int worker, Action<SandboxClient> act)
    {
        using var client = cluster.Connect(worker);
        act(client);
    }
}
