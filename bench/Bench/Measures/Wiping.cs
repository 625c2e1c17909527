namespace Sandboxes.Bench;

/// <summary>What it takes to have a fresh sandbox after a used one: wiped with proof, beside destroyed and created. One sandbox each, in turns, so that both meet the same machine.</summary>
internal static class Wiping
{
    public const string Name = "wipe";

    private const double Reach = 1.5;
    private const string Work =
        """{"language":"python","code":"import os\nfor i in range(20):\n    os.makedirs(f'd{i}', exist_ok=True)\n    open(f'd{i}/f', 'w').write('x' * 10000)\nprint(6 * 7)"}""";

    public static Row Measure(BenchOptions options)
    {
        using var wiping = new ProgramUnderTest(options, Settings(maxUses: 1_000));
        using var destroying = new ProgramUnderTest(options, Settings(maxUses: 1));
        using var wiped = wiping.Connect();
        using var destroyed = destroying.Connect();
        var (wipes, creations) = (new Latency(), new Latency());
        var (ofWiped, ofDestroyed) = (Begin(wiped), Begin(destroyed));
        for (var i = 0; i < options.Samples(200); i++)
        {
            ofWiped = Next(wiped, ofWiped, wipes);
            ofDestroyed = Next(destroyed, ofDestroyed, creations);
        }

        wiped.Release(ofWiped);
        destroyed.Release(ofDestroyed);
        return Row.Of("from the release of a sandbox until it stands idle again, wiped with proof, its kernel fresh", $"{Reach} x", wipes, creations, "destroyed and created", creations.P50 >= Reach * wipes.P50);
    }

    private static string Begin(SandboxClient client)
    {
        var id = Names.Next();
        client.Open(id);
        return id;
    }

    private static string Next(SandboxClient client, string id, Latency latency)
    {
        SandboxClient.CheckCell(client.Send(client.ExecuteRequest(id, Work)));
        var next = Names.Next();
        latency.Time(() =>
        {
            client.Release(id);
            Waiting.Until(() => client.Pool("python").Idle == 1, TimeSpan.FromSeconds(30), 1);
        });
        client.Open(next);
        return next;
    }

    private static ProgramSettings Settings(int maxUses) => new()
    {
        Idle = 1,
        Extra = new Dictionary<string, string> { ["Templates__MaxTotal"] = "1", ["Templates__MaxUses__python"] = $"{maxUses}" },
    };
}
