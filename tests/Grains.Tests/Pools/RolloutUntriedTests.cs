using Sandboxes.Abstractions;

namespace Sandboxes.GrainTests.Pools;

/// <summary>A revision that was done where nothing was to be idle, so that nothing of it ever started.</summary>
public sealed class RolloutUntriedTests
{
    [Fact]
    public void Tick_NoneWasToBeIdleForAWhile_TheNewRevisionHasToShowThatItStartsAllTheSame()
    {
        var world = new RolloutUnderTest();
        Resize(world, 1, idle: 0);
        world.Fill();
        world.Follow(1, 2);
        world.Fill();
        Assert.Equal(RolloutState.Done, world.Shelf.Rollout);

        Resize(world, 2, idle: 3);
        world.Tick();
        world.Tick();
        Assert.Equal(RolloutState.Running, world.Shelf.Rollout);
        world.FailUntilGivenUp();
        world.Fill();

        Assert.Equal((RolloutState.Failed, 3), (world.Shelf.Rollout, world.Shelf.Idle));
        Assert.Equal(1, world.Lease("l").Revision);
    }

    private static void Resize(RolloutUnderTest world, long version, int idle)
    {
        var shelves = new Dictionary<string, ShelfOrders> { [NodeOrders.ShelfName(Scopes.Shared, "python")] = new() { MinIdle = idle, MaxIdle = idle } };
        world.Pool.Pool.Obey(new() { Version = version, Shelves = shelves }, world.Pool.Now, world.Pool.Effects);
        world.Pool.Now += TimeSpan.FromMinutes(2);
    }
}
