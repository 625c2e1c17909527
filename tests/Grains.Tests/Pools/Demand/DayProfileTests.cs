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

    [Fact]
    public void Needed_OnAMonday_IsWhatFridayNeededAndNotTheWeekend()
    {
        var friday = Nine.AddDays(4);
        Burst(friday, 30);
        Assert.Equal(30, Needed(friday.AddDays(1)));
        Needed(friday.AddDays(2));

        Assert.Equal(30, Needed(friday.AddDays(3)));
    }

    [Fact]
    public void Needed_OnAWeekend_IsOfTheDaysBeforeOnlyUntilOneWasSeen()
    {
        var friday = Nine.AddDays(4);
        Burst(friday, 30);
        Assert.Equal(30, Needed(friday.AddDays(1)));
        Needed(friday.AddDays(1).AddMinutes(5));

        Assert.Equal((0, 0), (Needed(friday.AddDays(2)), Needed(friday.AddDays(8))));
    }

    [Fact]
    public void Recall_ByAnotherProfile_NeedsTheSame()
    {
        Burst(Nine, 30);
        var other = new DayProfile();

        other.Recall(_days.Encode(Nine.AddMinutes(5), 0.01));

        Assert.Equal((30, 0), (Needed(other, Nine.AddDays(1)), Needed(other, Nine.AddDays(1).AddHours(1))));
    }

    [Fact]
    public void Recall_AfterADayOfItsOwn_CountsAsTheDayBefore()
    {
        Burst(Nine, 30);
        var other = new DayProfile();
        Burst(other, Nine.AddDays(1), 10);
        Needed(other, Nine.AddDays(1).AddMinutes(5));

        other.Recall(_days.Encode(Nine.AddMinutes(5), 0.01));

        Assert.Equal(20, Needed(other, Nine.AddDays(2)));
    }

    [Fact]
    public void Recall_InTheMiddleOfABusySlot_LosesNothingOfIt()
    {
        Burst(Nine, 30);
        var other = new DayProfile();
        other.Recall(_days.Encode(Nine.AddMinutes(5), 0.01));
        Burst(other, Nine.AddDays(1).AddMinutes(4), 2);

        Assert.Equal(30, Needed(other, Nine.AddDays(2)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1_153, 2)]
    [InlineData(5, 1)]
    public void Recall_OfAnotherFormat_SaysNothing(int length, byte format)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, format);

        _days.Recall(bytes);

        Assert.Equal((0, 0f), (Needed(Nine), _days.Total));
    }

    [Fact]
    public void Encode_OfWhatFadesAway_EndsAtNothing()
    {
        Burst(Nine, 3);
        var profile = _days;
        for (var day = 1; day < 20; day++)
        {
            Needed(profile, Nine.AddDays(day));
            var next = new DayProfile();
            next.Recall(profile.Encode(Nine.AddDays(day).AddMinutes(5), 0.01));
            profile = next;
        }

        Assert.Equal(0, Needed(profile, Nine.AddDays(20)));
    }

    private void Burst(DateTimeOffset at, int arrivals) => Burst(_days, at, arrivals);

    private static void Burst(DayProfile days, DateTimeOffset at, int arrivals)
    {
        for (var found = 0; found < arrivals; found++)
        {
            days.Arrived(at, found, 0.01);
        }
    }

    private int Needed(DateTimeOffset at) => Needed(_days, at);

    private static int Needed(DayProfile days, DateTimeOffset at) => days.Needed(at, TimeSpan.FromMinutes(1), 0.01);
}
