using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools.Demand;

public sealed class SchedulesTests
{
    private static readonly IdleSchedule Exam = new() { Cron = "45 8 * * MON-FRI", TimeZone = "Europe/Vienna", MinIdle = 200, Minutes = 30 };

    /// <summary>A quarter to nine in Vienna is a quarter to eight in winter and a quarter to seven in summer, by UTC.</summary>
    [Theory]
    [InlineData("2026-11-27T07:44:59Z", 0)]
    [InlineData("2026-11-27T07:45:00Z", 200)]
    [InlineData("2026-11-27T08:14:59Z", 200)]
    [InlineData("2026-11-27T08:15:00Z", 0)]
    [InlineData("2026-11-28T07:50:00Z", 0)]
    [InlineData("2026-06-26T06:45:00Z", 200)]
    [InlineData("2026-06-26T07:45:00Z", 0)]
    public void At_ATimeOfItsZone_AsksWhileItLasts(string wall, int idle) => Assert.Equal(idle, At(wall, TimeSpan.Zero));

    [Fact]
    public void At_BeforeItBegins_AsksByAsMuchAsItIsToldToLookAhead() =>
        Assert.Equal((200, 0), (At("2026-11-27T07:44:00Z", TimeSpan.FromMinutes(1)), At("2026-11-27T07:43:59Z", TimeSpan.FromMinutes(1))));

    [Fact]
    public void At_OneAfterTheOther_FollowsTheTimeBothWays()
    {
        var schedules = new Schedules([Exam, Exam with { Cron = "0 9 * * *", MinIdle = 50, TimeZone = "UTC" }]);

        string[] times = ["2026-11-27T07:50:00Z", "2026-11-27T08:30:00Z", "2026-11-27T09:10:00Z", "2026-11-27T10:00:00Z", "2026-11-27T07:50:00Z"];

        Assert.Equal([200, 0, 50, 0, 200], times.Select(time => schedules.At(DateTimeOffset.Parse(time, null), TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("nonsense", "UTC", 1, 1, "cron")]
    [InlineData("0 0 30 2 *", "Nowhere/Atlantis", 1, 1, "time zone")]
    [InlineData("0 9 * * *", "UTC", 0, 1, "minIdle")]
    [InlineData("0 9 * * *", "UTC", 1, 20_000, "minutes")]
    public void Errors_OfAWrongSchedule_SayWhatIsWrong(string cron, string zone, int idle, int minutes, string what) =>
        Assert.Contains(what, Assert.Single(IdleScheduleErrors.Of(new() { Cron = cron, TimeZone = zone, MinIdle = idle, Minutes = minutes })));

    /// <summary>The thirtieth of February.</summary>
    [Fact]
    public void At_ATimeThatNeverComes_AsksForNothing() => Assert.Equal(0, new Schedules([Exam with { Cron = "0 0 30 2 *" }]).At(DateTimeOffset.UnixEpoch.AddYears(56), TimeSpan.FromDays(1)));

    private static int At(string wall, TimeSpan ahead) => new Schedules([Exam]).At(DateTimeOffset.Parse(wall, null), ahead);
}
