using CsCheck;
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
    public void Divide_MoreThanThereIsRoomFor_GivesTheLeastFirstAndTheRestByWhatWasAskedFor()
    {
        IdleTarget[] targets = [new(10, TargetBound.Forecast), new(4, TargetBound.MinIdle), new(30, TargetBound.Forecast)];

        NodeShare.Divide(targets, [2, 4, 2], 26);

        Assert.Equal([new(6, TargetBound.NodeShare), new(4, TargetBound.MinIdle), new(16, TargetBound.NodeShare)], targets);
    }

    [Fact]
    public void Divide_Always_StaysWithinTheRoomAndRaisesNothing() =>
        Gen.Select(Gen.Select(Gen.Int[0, 500], Gen.Int[0, 50]).Array[1, 20], Gen.Int[-10, 2_000]).Sample((shelves, room) =>
        {
            var asked = shelves.Select(shelf => new IdleTarget(shelf.Item1, TargetBound.Forecast)).ToArray();
            var given = asked.ToArray();
            NodeShare.Divide(given, shelves.Select(shelf => shelf.Item2).ToArray(), room);
            var fits = asked.Sum(target => target.Count) <= room;
            return given.Zip(asked).All(pair => pair.First.Count <= pair.Second.Count && pair.First.Count >= 0)
                && (fits ? given.SequenceEqual(asked) : given.Sum(target => target.Count) <= Math.Max(0, room));
        });

    [Fact]
    public void Highest_OfTheLastMinute_FallsWhenItHasPassed()
    {
        var holding = new Holding();

        Assert.Equal((9, 9, 9, 4), (At(0, 9), At(30, 2), At(49, 4), At(70, 3)));

        int At(int second, int target) => holding.Highest(target, TimeSpan.FromSeconds(second));
    }

    private static IdleTarget Silent(int min) => IdleTarget.Of(new() { IsSilent = true, Needed = 0 }, new(min, 10, 0, 100));
}
