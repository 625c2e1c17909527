using System.Diagnostics;

namespace Sandboxes.Bench;

/// <summary>
/// kill -9 of one silo of three, started again at once: how long until each of its sessions answers with its variable, how long nobody could open, and
/// how many acknowledged sessions were lost.
/// </summary>
internal static class KillOneSilo
{
    public const int Sessions = 150;
    private const int Watchers = 8;
    private const double RecoverySeconds = 5;
    private const double InterruptionSeconds = 3;

    /// <summary>Fewer sessions prove nothing either way: about 67 rounds, where a run has 30.</summary>
    private const int Enough = 10_000;
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(60);

    public static IEnumerable<Row> Measure(ClusterUnderTest cluster, BenchOptions options)
    {
        var recovery = new Latency();
        var gaps = new Latency();
        var (opened, lost) = (0, 0);
        for (var round = 0; round < options.Samples(30); round++)
        {
            var ids = Open(cluster);
            opened += ids.Length;
            lost += Round(cluster, round % ClusterSettings.Silos, ids, recovery, gaps);
            Release(cluster, ids);
        }

        return [Recovery(recovery), Interruption(gaps), Losses(opened, lost)];
    }

    private static int Round(ClusterUnderTest cluster, int silo, string[] ids, Latency recovery, Latency gaps)
    {
        using var bystander = new Bystander(() => cluster.Connect(0));
        var mine = ids.Where((_, index) => cluster.NodeOf(ids[index]) == silo).ToArray();
        var killed = Stopwatch.GetTimestamp();
        cluster.KillAndRestart(silo);
        var answered = new TimeSpan?[mine.Length];
        Workers.Run(Watchers, worker => Watch(cluster, mine, answered, worker, killed));
        bystander.Dispose();
        Array.ForEach(answered, time => recovery.Add(time ?? GiveUp));
        gaps.Add(bystander.LongestGap);
        return answered.Count(time => time is null) + ids.Except(mine).Count(id => !Answers(cluster, id, worker: 0));
    }

    private static void Watch(ClusterUnderTest cluster, string[] ids, TimeSpan?[] answered, int worker, long killed)
    {
        for (var i = worker; i < ids.Length; i += Watchers)
        {
            var id = ids[i];
            if (Waiting.Until(() => Answers(cluster, id, worker), GiveUp))
            {
                answered[i] = Stopwatch.GetElapsedTime(killed);
            }
        }
    }

    private static bool Answers(ClusterUnderTest cluster, string id, int worker) =>
        Tolerantly.Try(() => cluster.Connect(worker), client => client.Send(client.ExecuteRequest(id, Read)).Has(System.Text.Encoding.UTF8.GetBytes($"mine-{id}\\n")));

    private static string[] Open(ClusterUnderTest cluster)
    {
        var ids = Names.Next(Sessions);
        using var client = cluster.Connect(0);
        foreach (var id in ids)
        {
            client.Open(id);
            SandboxClient.Expect(client.Send(client.ExecuteRequest(id, Write(id))), 200);
        }

        return ids;
    }

    private static void Release(ClusterUnderTest cluster, string[] ids)
    {
        using var client = cluster.Connect(0);
        Array.ForEach(ids, client.Release);
        Waiting.UntilFull(client);
    }

    private const string Read = """{"language":"python","code":"print(mine)"}""";

    private static string Write(string id) => $$"""{"language":"python","code":"mine = 'mine-{{id}}'"}""";

    private static Row Recovery(Latency recovery) => new()
    {
        Measure = "kill -9 of one of three silos: its sessions answer again with their variables",
        Reach = $"p99 {RecoverySeconds} s",
        Measured = Row.Ms(recovery.P50),
        P99 = Row.Ms(recovery.P99),
        Samples = $"{recovery.Count}",
        Cold = "none: elsewhere they are lost",
        Reached = recovery.P99 <= RecoverySeconds * 1_000,
    };

    private static Row Interruption(Latency gaps) => new()
    {
        Measure = "kill -9 of one of three silos: longest time without a new session, one caller",
        Reach = $"{InterruptionSeconds} s",
        Measured = Row.Ms(gaps.P50),
        P99 = $"longest {Row.Ms(gaps.At(100))}",
        Samples = $"{gaps.Count}",
        Cold = "",
        Reached = gaps.At(100) <= InterruptionSeconds * 1_000,
    };

    private static Row Losses(int opened, int lost) => new()
    {
        Measure = "acknowledged sessions lost to kill -9",
        Reach = "0 in 10,000",
        Measured = $"{lost}",
        Samples = $"{opened}",
        Cold = "",
        Reached = lost > 0 ? false : opened >= Enough ? true : null,
    };
}
