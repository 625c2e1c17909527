namespace Sandboxes.Bench;

/// <summary>A hundred callers at one moment, each on a connection of its own: open, then the first cell's output.</summary>
internal static class Burst
{
    public const int Callers = 100;
    private const int Bursts = 10;

    public static Row Measure(ProgramUnderTest program, BenchOptions options)
    {
        var clients = Enumerable.Range(0, Callers).Select(_ => program.Connect()).ToList();
        var counts = new Counts();
        var latency = new Latency();
        Once(clients, new Counts());
        for (var i = 0; i < options.Samples(Bursts); i++)
        {
            latency.Add(Once(clients, counts));
        }

        clients.ForEach(client => client.Dispose());
        var row = Row.Of($"burst of {Callers} opens with {program.Settings.Idle} idle: open + first output",
            "p50 40 ms, none refused or cold", latency, ColdStarts.AtOnce(Callers), $"{Callers} bwrap + python3 -c at once",
            latency.P50 <= 40 && counts is { Refused: 0, NotWarm: 0 });
        return row with { Samples = $"{latency.Count} ({counts.Refused} refused, {counts.NotWarm} not warm)" };
    }

    private static Latency Once(List<SandboxClient> clients, Counts counts)
    {
        Waiting.UntilFull(clients[0]);
        var ids = Names.Next(Callers);
        var latency = Workers.AtOnce(Callers, caller => OpenAndRun(clients[caller], ids[caller], counts));
        Workers.Run(4, worker => Release(clients[worker], ids.Where((_, i) => i % 4 == worker)));
        return latency;
    }

    private static bool OpenAndRun(SandboxClient client, string id, Counts counts)
    {
        var opened = client.TryOpen(id);
        if (opened.Status != 201)
        {
            Interlocked.Increment(ref counts.Refused);
            return false;
        }

        if (!opened.Has("\"from\":\"warm\""u8))
        {
            Interlocked.Increment(ref counts.NotWarm);
        }

        client.RunCell(id);
        return true;
    }

    private static void Release(SandboxClient client, IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            client.Release(id);
        }
    }

    private sealed class Counts
    {
        public int Refused;
        public int NotWarm;
    }
}
