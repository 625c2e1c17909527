using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools.Demand;

public sealed class IdleTargetTests
{
    [Theory]
    [InlineData(7, 2, 10, 0, 100, 7, TargetBound.Forecast)]
    [InlineData(1, 2, 10, 0, 100, 2, TargetBound.MinIdle)]
    [InlineData(17, 2, 10, 0, 100, 10, TargetBound.MaxIdle)]
    [InlineData(7, 2, 10, 50, 100, 50, TargetBound.Schedule)]
    [InlineData(7, 2, 10, 50, 20, 20, TargetBound.MaxTotal)]
    [InlineData(7, 2, 10, 0, -5, 0, TargetBound.MaxTotal)]
    public void Of_AForecastWithinBounds_SaysWhatDecided(int needed, int min, int max, int scheduled, int room, int count, TargetBound bound) =>
        Assert.Equal(new(count, bound), IdleTarget.Of(new() { Needed = needed }, new(min, max, scheduled, room)));

    [Fact]
    public void Of_Silence_IsTheLeast() =>
        Assert.Equal((new(0, TargetBound.Silence), new(2, TargetBound.MinIdle)), (Silent(0), Silent(2)));

    [Fact]
    public void Highest_OfTheLastMinute_FallsWhenItHasPassed()
    {
        var holding = new Holding();

        Assert.Equal((9, 9, 9, 4), (At(0, 9), At(30, 2), At(49, 4), At(70, 3)));

        int At(int second, int target) => holding.Highest(target, TimeSpan.FromSeconds(second));
    }

    private static IdleTarget Silent(int min) => IdleTarget.Of(new() { IsSilent = true, Needed = 0 }, new(min, 10, 0, 100));
}
