using System.Diagnostics;

namespace Sandboxes.Bench;

/// <summary>How long the pool takes to replace one sandbox, and what that does to the leases meanwhile.</summary>
internal static class Refill
{
    private const int SpacingMs = 25;
    private const int BatchOfQuiet = 20;

    /// <summary>Seen from outside, by asking for the pool about once a millisecond: from when one is starting until none is and the pool is full.</summary>
    public static Row CreateToIdle(ProgramUnderTest program, BenchOptions options, ColdStarts cold)
    {
        using var client = program.Connect();
        var latency = new Latency();
        for (var i = 0; i < options.Samples(50); i++)
        {
            latency.Add(OneRefill(client));
        }

        return Row.Of("refill of one Python sandbox, create to idle", "60 ms", latency, cold.Python, "bwrap + python3 -c", latency.P50 <= 60);
    }

    private static TimeSpan OneRefill(SandboxClient client)
    {
        Waiting.UntilFull(client);
        var id = Names.Next();
        client.Open(id);
        Waiting.Until(() => client.Pool("python").Starting > 0, TimeSpan.FromSeconds(10), 1);
        var start = Stopwatch.GetTimestamp();
        Waiting.UntilFull(client, 1);
        var taken = Stopwatch.GetElapsedTime(start);
        client.Release(id);
        return taken;
    }

    /// <summary>Opens of the same spacing, from a full pool at rest and from one that is being refilled.</summary>
    public static Row EffectOnLeases(ProgramUnderTest program, BenchOptions options)
    {
        using var client = program.Connect();
        var (quiet, busy) = (new Latency(), new Latency());
        var samples = options.Samples(200);
        while (quiet.Count < samples)
        {
            Quiet(client, quiet);
        }

        while (busy.Count < samples)
        {
            Busy(client, busy, program.Settings.Idle);
        }

        var row = Row.Of("lease while the pool is being refilled", "p50 at most 1.25 x the quiet one", busy, quiet, "no cold one; quiet lease", busy.P50 <= 1.25 * quiet.P50);
        return row with { Ratio = $"{busy.P50 / quiet.P50:0.00} x slower" };
    }

    private static void Quiet(SandboxClient client, Latency latency)
    {
        var ids = Names.Next(BatchOfQuiet);
        foreach (var id in ids)
        {
            Waiting.UntilFull(client, SpacingMs);
            Waiting.Pause(SpacingMs);
            client.Pool("python");
            latency.Time(() => client.Open(id));
        }

        Array.ForEach(ids, client.Release);
    }

    /// <summary>More than half of the pool is taken at once, and then one at a time while others are starting.</summary>
    private static void Busy(SandboxClient client, Latency latency, int idle)
    {
        Waiting.UntilFull(client);
        var ids = Names.Next(idle * 2 / 3).ToList();
        ids.ForEach(id => client.Open(id));
        while (client.Pool("python") is { Full: false } pool)
        {
            var id = Names.Next();
            ids.Add(id);
            var start = Stopwatch.GetTimestamp();
            client.Open(id);
            if (pool.Starting > 0)
            {
                latency.AddSince(start);
            }

            Waiting.Pause(SpacingMs * 4);
        }

        ids.ForEach(client.Release);
    }
}
