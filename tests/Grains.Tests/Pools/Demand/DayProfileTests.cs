using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools.Demand;

public sealed class DayProfileTests
{
    private static readonly DateTimeOffset Nine = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private readonly DayProfile _days = new();

    [Fact]
    public void Needed_OnTheFirstDay_IsNothing()
    {
        Burst(Nine, 30);

        Assert.Equal(0, Needed(Nine.AddMinutes(1)));
    }

    [Fact]
    public void Needed_TheDayAfterABurst_IsAsManyAsItTook()
    {
        Burst(Nine, 30);

        Assert.Equal((0, 30, 30, 0), (Needed(Nine.AddDays(1).AddMinutes(-2)), Needed(Nine.AddDays(1).AddSeconds(-30)), Needed(Nine.AddDays(1)), Needed(Nine.AddDays(1).AddMinutes(5))));
    }

    [Fact]
    public void Needed_AfterADayWithout_IsHalf()
    {
        Burst(Nine, 30);
        Assert.Equal(30, Needed(Nine.AddDays(1)));

        Assert.Equal(15, Needed(Nine.AddDays(2)));
    }

    [Fact]
    public void Needed_ManyArrivals_LeavesOutTheAcceptedPart()
    {
        for (var i = 0; i < 1_000; i++)
        {
            _days.Arrived(Nine, i < 5 ? 50 : 3, 0.01);
        }

        Assert.Equal(4, Needed(Nine.AddDays(1)));
    }

    [Fact]
    public void Needed_OverMidnight_LooksIntoTheNextDay()
    {
        var midnight = Nine.Date.AddDays(1);
        Burst(new(midnight, TimeSpan.Zero), 7);

        Assert.Equal(7, Needed(new DateTimeOffset(midnight, TimeSpan.Zero).AddDays(1).AddSeconds(-20)));
    }

    [Fact]
    public void Needed_AClockThatWasSetBack_CountsAsAnotherDay()
    {
        Burst(Nine, 30);
        Needed(Nine.AddDays(1));

        Assert.Equal(15, Needed(Nine.AddDays(-300)));
    }

    private void Burst(DateTimeOffset at, int arrivals)
    {
        for (var found = 0; found < arrivals; found++)
        {
            _days.Arrived(at, found, 0.01);
        }
    }

    private int Needed(DateTimeOffset at) => _days.Needed(at, TimeSpan.FromMinutes(1), 0.01);
}
