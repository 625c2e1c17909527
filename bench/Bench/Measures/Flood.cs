namespace Sandboxes.Bench;

/// <summary>One organization opens and releases as fast as it can on more connections than it may have places in the queue; another, with a reserve or without, opens now and then.</summary>
internal static class Flood
{
    private const int Connections = 48;
    private const int PlacesInAll = 64;
    private const int RefusedPauseMs = 20;
    private const int SpacingMs = 100;
    private const int Samples = 400;

    /// <summary>Quiet and flooded go by turns, so that what else the machine does meets both.</summary>
    private const int Rounds = 8;
    private const int Boot = 50;

    /// <summary>What is kept for the other organization where it has a reserve.</summary>
    public const int Reserve = 4;

    private static readonly string FloodKey = $"bench-flood-{Guid.NewGuid():N}", OtherKey = $"bench-other-{Guid.NewGuid():N}";

    /// <summary>The simulated runtime with boots that take their time, so that the flood waits for sandboxes and not for a processor.</summary>
    public static ProgramSettings Settings(int reserved) => new()
    {
        Runtime = "simulated",
        Idle = 8,
        Extra = new Dictionary<string, string>
        {
            ["Organizations__flood__Keys__0"] = FloodKey,
            ["Organizations__other__Keys__0"] = OtherKey,
            ["Organizations__other__Reserved"] = $"{reserved}",
            ["Simulated__BootMs"] = $"{Boot}",
            ["Pool__MaxWaiting"] = $"{PlacesInAll}",
        },
    };

    public static Row Measure(ProgramUnderTest program, BenchOptions options, int reserved)
    {
        using var client = program.Connect();
        var (quiet, flooded, counts) = (new Latency(), new Latency(), new Counts());
        Opens(program, Rounds);
        for (var round = 0; round < Rounds; round++)
        {
            Waiting.UntilFull(client);
            quiet.Add(Opens(program, options.Samples(Samples) / Rounds));
            flooded.Add(DuringFlood(program, counts, () => Opens(program, options.Samples(Samples) / Rounds)));
        }

        var ratio = flooded.P99 / quiet.P99;
        var row = Row.Of($"lease of another organization ({(reserved > 0 ? $"reserve {reserved}" : "no reserve")}) while one floods on {Connections} connections, simulated, boot {Boot} ms", "p99 at most 2 x the quiet one", flooded, quiet, "no cold one; quiet lease", ratio <= 2);
        return row with { Samples = $"{flooded.Count} ({counts.Served} leases of the flood, {counts.Refused} refused)", Ratio = $"{ratio:0.00} x slower at p99" };
    }

    private static Latency Opens(ProgramUnderTest program, int samples)
    {
        using var client = program.Connect(OtherKey);
        var latency = new Latency();
        while (latency.Count < samples)
        {
            var id = Names.Next();
            var open = client.OpenRequest(id);
            latency.Time(() => SandboxClient.CheckOpened(client.Send(open)));
            client.Release(id);
            Waiting.Pause(SpacingMs);
        }

        return latency;
    }

    private static Latency DuringFlood(ProgramUnderTest program, Counts counts, Func<Latency> measure)
    {
        using var over = new CancellationTokenSource();
        var flood = new Thread(() => Workers.Run(Connections, _ => FloodUntil(program, counts, over.Token)));
        var before = Volatile.Read(ref counts.Refused);
        flood.Start();
        Waiting.Until(() => Volatile.Read(ref counts.Refused) > before, TimeSpan.FromSeconds(10), SpacingMs);
        var latency = measure();
        over.Cancel();
        flood.Join();
        return latency;
    }

    private static void FloodUntil(ProgramUnderTest program, Counts counts, CancellationToken over)
    {
        using var client = program.Connect(FloodKey);
        while (!over.IsCancellationRequested)
        {
            var id = Names.Next();
            if (client.TryOpen(id).Status == 201)
            {
                Interlocked.Increment(ref counts.Served);
                client.Release(id);
            }
            else
            {
                Interlocked.Increment(ref counts.Refused);
                Waiting.Pause(RefusedPauseMs);
            }
        }
    }

    private sealed class Counts
    {
        public int Served;
        public int Refused;
    }
}
