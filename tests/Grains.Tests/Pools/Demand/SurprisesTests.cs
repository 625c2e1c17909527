using CsCheck;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools.Demand;

public sealed class SurprisesTests
{
    [Fact]
    public void Quantile_OfWhatWasSeen_IsExceededByNoMoreThanItsPart() =>
        Gen.Double[-3, 200].Array[50, 400].Sample(seen =>
        {
            var surprises = new Surprises();
            Array.ForEach(seen, surprises.Add);
            var quantile = surprises.Quantile(0.1);
            // The latest count up to e times the oldest of a memory's length, so the part by number may be that much more.
            return seen.Count(value => value > quantile) <= seen.Length * 0.1 * Math.Exp(seen.Length / Surprises.Memory) + 1;
        });

    [Fact]
    public void Quantile_OfOneValue_IsJustAboveIt()
    {
        var surprises = new Surprises();
        surprises.Add(30);

        Assert.InRange(surprises.Quantile(0.01), 30, 32);
    }

    [Fact]
    public void Quantile_AfterALongCalm_ForgetsTheBurst()
    {
        var surprises = new Surprises();
        Add(surprises, 40, 50);
        Assert.True(surprises.Quantile(0.01) >= 40);

        Add(surprises, 0, 10 * (int)Surprises.Memory);

        Assert.InRange(surprises.Quantile(0.01), -1, 1);
    }

    [Fact]
    public void Add_VeryMany_StaysFinite()
    {
        var surprises = new Surprises();
        Add(surprises, 1, 50_000);

        Assert.InRange(surprises.Quantile(0.01), 0.9, 1.2);
    }

    private static void Add(Surprises surprises, double deviations, int times)
    {
        for (var i = 0; i < times; i++)
        {
            surprises.Add(deviations);
        }
    }
}
