using Sandboxes.Simulation;

namespace Sandboxes.SimulationTests;

/// <summary>A world with a hole in it: the checks must see what comes through.</summary>
public sealed class PlantedTests
{
    private const int MostSeeds = 60;

    [Theory]
    [InlineData(Planted.NoLatch, "bound-twice")]
    [InlineData(Planted.NoDeadline, "agent-overdue")]
    [InlineData(Planted.NoProof, "used-by-two")]
    [InlineData(Planted.NoVersions, "row-resurrected", "row-replaced", "lost", "row-left", "acknowledged-twice")]
    public void World_WithPlantedFault_IsFound(Planted planted, params string[] kinds)
    {
        var found = FirstFailing(planted);

        Assert.Contains(found.Violation!.Kind, kinds);
    }

    [Fact]
    public void Failure_Shrunk_IsShorterAndBreaksTheSame()
    {
        var found = FirstFailing(Planted.NoLatch);
        var shrunk = Shrinker.Shrink(found);

        Assert.Equal(found.Violation!.Kind, shrunk.Violation?.Kind);
        Assert.True(shrunk.Steps < found.Steps || shrunk.Happened.Count < found.Happened.Count);
        Assert.Contains("VIOLATION", shrunk.Lines[^1], StringComparison.Ordinal);
    }

    private static RunResult FirstFailing(Planted planted) => Enumerable.Range(1, MostSeeds)
        .Select(seed => SimRun.Of(new((ulong)seed) { Planted = planted }))
        .First(result => result.Violation is not null);
}
