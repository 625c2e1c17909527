using Sandboxes.Abstractions;
using Sandboxes.Simulation;

namespace Sandboxes.SimulationTests;

/// <summary>A state out of which nothing leads but its deadline.</summary>
public sealed class DeadlineTests
{
    /// <summary>The pool asks for the proof of a wipe and is never answered.</summary>
    [Fact]
    public void Wiping_ProofIsNeverTold_IsOverInTime()
    {
        var seed = Enumerable.Range(1, 1_000).Select(seed => (ulong)seed)
            .First(seed => new Topology(seed) is { NodesAreSilos: false, IsRoomy: true, IsDedicated: true, Quota: int.MaxValue } drawn && drawn.Templates[0] is { MaxUses: > 1, MinIdle: > 0 });
        var result = SimRun.Of(new(seed) { Tells = true }, async world =>
        {
            world.Loses = (verb, _) => verb == "proof";
            await world.Kernel.Pause(TimeSpan.FromSeconds(10));
            var session = Scripts.Reference(world.Cluster.Silos[0]);
            Assert.NotNull((await session.Open(new() { Template = world.Topology.Templates[0].Name }, CancellationToken.None)).Value);
            await session.Release(EndReason.Released, null);
            await world.Kernel.Pause(TimeSpan.FromSeconds(60));
        });

        Assert.Null(result.Violation);
        Assert.Contains(result.Lines, line => line.Contains("proof of", StringComparison.Ordinal) && line.Contains("is lost", StringComparison.Ordinal));
    }
}
