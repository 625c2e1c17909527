using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools.Demand;

public sealed class ArrivalRateTests
{
    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(1);
    private ArrivalRate _rate;
    private TimeSpan _now;

    [Fact]
    public void Expected_NobodyCame_IsZero() => Assert.Equal(0, _rate.Expected(TimeSpan.FromHours(1), Refill));

    [Fact]
    public void Expected_SteadyArrivals_IsTheirRate()
    {
        Arrive(perSecond: 2, seconds: 300);

        Assert.InRange(_rate.Expected(_now, Refill), 1.9, 2.1);
    }

    [Fact]
    public void Expected_SoonAfterTheBeginning_IsNotTakenForARise()
    {
        Arrive(perSecond: 2, seconds: 5);

        Assert.InRange(_rate.Expected(_now, Refill), 1.5, 3);
    }

    [Fact]
    public void Expected_WhileArrivalsTriple_IsAheadOfWhatCame()
    {
        Arrive(perSecond: 1, seconds: 300);
        for (var perSecond = 1.0; perSecond < 3;)
        {
            _now += TimeSpan.FromSeconds(1 / perSecond);
            _rate.Arrived(_now, Refill);
            perSecond += 2 / 30.0 / perSecond;
        }

        Assert.InRange(_rate.Expected(_now, Refill), 2.5, 4);
    }

    [Fact]
    public void Expected_AfterTheLast_FallsTowardsZero()
    {
        Arrive(perSecond: 5, seconds: 60);

        Assert.InRange(_rate.Expected(_now + TimeSpan.FromMinutes(5), Refill), 0, 0.01);
    }

    private void Arrive(double perSecond, int seconds)
    {
        var end = _now + TimeSpan.FromSeconds(seconds);
        for (var gap = TimeSpan.FromSeconds(1 / perSecond); _now + gap <= end;)
        {
            _now += gap;
            _rate.Arrived(_now, Refill);
        }

        _now = end;
    }
}
