using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

/// <summary>What is below the floor is neither given nor kept, also where no tick has seen it yet.</summary>
public sealed class StaleRevisionTests
{
    [Fact]
    public void Lease_AnotherRevisionIsServedNow_GivesNoOldOneThoughItIsIdle()
    {
        var world = new RolloutUnderTest();
        world.Follow(2);
        Assert.Equal((LeaseStep.Refuse, 3), (world.Lease("a", whenEmpty: WhenEmpty.Fail).Step, world.Shelf.Idle));
    }

    [Fact]
    public void Answered_OldOneIsFoundAfterTheRollout_IsRetired()
    {
        var world = new RolloutUnderTest();
        world.Follow(1, 2);
        world.Fill();
        world.Pool.Listed(TimeSpan.Zero, "late");
        world.Pool.Answered("late", new() { Generation = 1 });
        Assert.Contains(world.Pool.Effects, effect => effect is PoolEffect.Retire { Sandbox: "late" });
        Assert.Equal((RolloutState.Done, 3), (world.Shelf.Rollout, world.Shelf.Idle));
    }
}
