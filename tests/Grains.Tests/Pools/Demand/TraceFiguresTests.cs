using Sandboxes.Bench.Traces;

namespace Sandboxes.GrainTests.Pools.Demand;

/// <summary>What the adaptive policy is to reach on traces, beside the smallest fixed pool that does as well. All time is virtual and all is drawn from one seed.</summary>
public sealed class TraceFiguresTests
{
    [Fact, Trait("Pace", "slow")]
    public void Adaptive_ArrivalsTripleWithinAMinute_HitsAtSevenTenthsOfTheCost() => Reaches(TraceSet.Tripling, 0.7);

    [Fact, Trait("Pace", "slow")]
    public void Adaptive_OnTheDayCurve_HitsAtHalfTheCost() => Reaches(TraceSet.DayCurve, 0.5);

    private static void Reaches(Trace trace, double part)
    {
        var comparison = Comparison.Of(trace);

        Assert.True(comparison.Adaptive.HitRate >= Comparison.Wanted, $"{comparison.Adaptive.HitRate:P2} of {trace.Name} were hits.");
        Assert.True(comparison.Part <= part, $"It cost {comparison.Part:P0} of a fixed pool.");
    }
}
