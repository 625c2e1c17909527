using Sandboxes.Abstractions;
using Sandboxes.Simulation;

namespace Sandboxes.SimulationTests;

/// <summary>Worlds without clients and faults, in which a test does one thing after the other.</summary>
internal static class Scripts
{
    public static readonly SessionId Session = new("o1", "s1");
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(10);

    public static OpenSession ColdOpen => new() { WhenEmpty = WhenEmpty.Cold };

    /// <summary>Nothing may be violated, in a roomy world of two silos that are no nodes.</summary>
    public static void Hold(Func<World, Task> script, Func<Topology, bool>? like = null)
    {
        var seed = Enumerable.Range(1, 1_000).Select(seed => (ulong)seed).First(seed => new Topology(seed) is { NodesAreSilos: false, Silos: 2, IsRoomy: true } drawn && like?.Invoke(drawn) != false);
        var result = SimRun.Of(new(seed), async world =>
        {
            await world.Kernel.Pause(Warm);
            await script(world);
        });
        Assert.Null(result.Violation);
    }

    public static ISessionGrain Reference(SimSilo silo) => silo.Factory.GetGrain<ISessionGrain>(Session.ToString());

    public static async Task<SessionView?> Open(SimSilo silo)
    {
        var answer = await Reference(silo).Open(ColdOpen, CancellationToken.None);
        Assert.True(answer.Value is not null, $"{answer.Refusal}");
        return answer.Value.Session;
    }
}
