using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

public sealed class PoolLeaseTests
{
    [Fact]
    public void Lease_Idle_TakesTheOldest()
    {
        var pool = new PoolUnderTest();
        pool.Fill();
        Assert.Equal(("s1", ServedFrom.Warm), Taken(pool.Lease("a")));
        Assert.Equal(("s2", ServedFrom.Warm), Taken(pool.Lease("b")));
    }

    [Fact]
    public void Lease_SameLeaseAgain_GetsTheSameSandbox()
    {
        var pool = new PoolUnderTest();
        pool.Fill();
        Assert.Equal("s1", pool.Lease("a").Sandbox);
        Assert.True(Bound(pool, "a", "s1", LatchResult.Ok));
        Assert.Equal("s1", pool.Lease("a").Sandbox);
        Assert.Equal(1, pool.Shelf().Bound);
    }

    [Fact]
    public void Lease_EmptyAndFail_IsRefusedWithRetryAfter()
    {
        var refusal = new PoolUnderTest().Lease("a", WhenEmpty.Fail).Refusal!;
        Assert.Equal((RefusalCode.PoolEmpty, 1), (refusal.Code, refusal.RetryAfterSeconds));
    }

    [Fact]
    public void Lease_UnknownTemplate_NamesThoseThatAreThere()
    {
        var pool = new PoolUnderTest();
        var decision = pool.Pool.Lease(PoolUnderTest.Request("a", template: "cobol"), pool.Now, pool.Now);
        Assert.Equal(RefusalCode.UnknownTemplate, decision.Refusal!.Code);
        Assert.Equal(["python"], decision.Refusal.Allowed!);
    }

    [Fact]
    public void Lease_RevisionThatIsNotThere_IsRefused()
    {
        var pool = new PoolUnderTest();
        var decision = pool.Pool.Lease(PoolUnderTest.Request("a") with { MinRevision = 2 }, pool.Now, pool.Now);
        Assert.Equal(RefusalCode.RevisionNotAvailable, decision.Refusal!.Code);
    }

    [Fact]
    public void Bound_AlreadyBound_IsLeftToItsHolderAndTheNextIsTaken()
    {
        var pool = new PoolUnderTest();
        pool.Fill();
        pool.Lease("a");
        Assert.False(Bound(pool, "a", "s1", LatchResult.AlreadyBound));
        Assert.Empty(pool.Effects);
        Assert.Equal("s2", pool.Lease("a").Sandbox);
        pool.Tick();
        Assert.Contains(new PoolEffect.Ask("s1"), pool.Effects);
        pool.Answered("s1", new() { Lease = new("o/b/1") });
        Assert.Equal(2, pool.Shelf().Bound);
    }

    /// <summary>Of two calls for one lease one was granted, and the other's answer is lost.</summary>
    [Fact]
    public void Bound_UnreachableAfterTheSameLeaseWasGranted_IsKept()
    {
        var pool = new PoolUnderTest();
        pool.Fill();
        pool.Lease("a");
        pool.Lease("a");
        Assert.True(Bound(pool, "a", "s1", LatchResult.Ok));
        Assert.False(Bound(pool, "a", "s1", LatchResult.Unreachable));
        Assert.Empty(pool.Effects);
        Assert.Equal("s1", pool.Lease("a").Sandbox);
    }

    [Theory]
    [InlineData(LatchResult.Gone)]
    [InlineData(LatchResult.Unreachable)]
    [InlineData(LatchResult.NotBound)]
    public void Bound_Lost_IsDiscardedAndTheNextIsTaken(LatchResult result)
    {
        var pool = new PoolUnderTest();
        pool.Fill();
        pool.Lease("a");
        Assert.False(Bound(pool, "a", "s1", result));
        Assert.Equal([new PoolEffect.Discard("s1", new("a"))], pool.Effects);
        Assert.Equal("s2", pool.Lease("a").Sandbox);
    }

    [Fact]
    public void Wait_FirstCome_IsFirstServed()
    {
        var pool = new PoolUnderTest();
        var names = pool.Tick();
        Assert.Equal(LeaseStep.Wait, pool.Lease("a").Step);
        Assert.Equal(LeaseStep.Wait, pool.Lease("b").Step);
        pool.Started(names[0]);
        Assert.Equal((new LeaseId("a"), "s1", ServedFrom.Wait), Assigned(pool));
        pool.Started(names[1]);
        Assert.Equal((new LeaseId("b"), "s2", ServedFrom.Wait), Assigned(pool));
    }

    [Fact]
    public void Wait_QueueFull_IsRefusedAtOnceWithItsPosition()
    {
        var pool = new PoolUnderTest(new() { MaxWaiting = 1 });
        pool.Lease("a");
        var refusal = pool.Lease("b").Refusal!;
        Assert.Equal((RefusalCode.QueueFull, 2), (refusal.Code, refusal.Position));
    }

    [Fact]
    public void Wait_TimeIsUp_IsRefusedExactlyThen()
    {
        var pool = new PoolUnderTest();
        pool.Lease("a", wait: 0.5);
        Assert.Equal(TimeSpan.FromSeconds(0.5), pool.Pool.NextTick(pool.Now));
        pool.Now += TimeSpan.FromSeconds(0.499);
        pool.Tick();
        Assert.Empty(pool.Effects.OfType<PoolEffect.Refuse>());
        pool.Now += TimeSpan.FromSeconds(0.001);
        pool.Tick();
        var refuse = Assert.Single(pool.Effects.OfType<PoolEffect.Refuse>());
        Assert.Equal((RefusalCode.WaitTimeout, 1), (refuse.Refusal.Code, refuse.Refusal.Position));
    }

    [Fact]
    public void Leave_Waiting_FreesItsPlaceAtOnce()
    {
        var pool = new PoolUnderTest(new() { MaxWaiting = 1 });
        pool.Lease("a");
        Assert.True(pool.Pool.Leave(new("a")));
        Assert.False(pool.Pool.Leave(new("a")));
        Assert.Equal(LeaseStep.Wait, pool.Lease("b").Step);
    }

    [Fact]
    public void Cold_Empty_GetsACreationOfItsOwn()
    {
        var pool = new PoolUnderTest(default(PoolLimits), PoolUnderTest.Template("python", 0));
        Assert.Equal(LeaseStep.Wait, pool.Lease("a", WhenEmpty.Wait).Step);
        Assert.Equal(LeaseStep.Wait, pool.Lease("b", WhenEmpty.Cold).Step);
        var names = pool.Tick();
        Assert.Equal(2, names.Length);
        pool.Started(names[0]);
        Assert.Equal((new LeaseId("b"), names[0], ServedFrom.Cold), Assigned(pool));
        pool.Started(names[1]);
        Assert.Equal((new LeaseId("a"), names[1], ServedFrom.Wait), Assigned(pool));
    }

    [Fact]
    public void Cold_CreationFails_IsRefusedWithTheReason()
    {
        var pool = new PoolUnderTest(default(PoolLimits), PoolUnderTest.Template("python", 0));
        pool.Lease("a", WhenEmpty.Cold);
        pool.Failed(Assert.Single(pool.Tick()), "disk full");
        var refuse = Assert.Single(pool.Effects.OfType<PoolEffect.Refuse>());
        Assert.Equal(RefusalCode.StartFailed, refuse.Refusal.Code);
        Assert.Contains("disk full", refuse.Refusal.Detail);
        Assert.Equal(RefusalCode.StartFailed, pool.Lease("b", WhenEmpty.Cold).Refusal!.Code);
    }

    [Fact]
    public void Cold_CallerLeaves_ItsCreationBecomesAnybodys()
    {
        var pool = new PoolUnderTest(default(PoolLimits), PoolUnderTest.Template("python", 1));
        pool.Lease("a", WhenEmpty.Cold);
        var names = pool.Tick();
        pool.Pool.Leave(new("a"));
        Array.ForEach(names, pool.Started);
        Assert.Equal(names.Length, pool.Shelf().Idle);
    }

    [Fact]
    public void Gone_Idle_IsNotHandedOut()
    {
        var pool = new PoolUnderTest();
        pool.Fill();
        pool.Pool.Gone("s1", pool.Now, pool.Effects);
        Assert.Equal("s2", pool.Lease("a").Sandbox);
        Assert.Equal(["s3", "s4"], pool.Tick());
    }

    [Fact]
    public void Drain_Always_TurnsAwayAndEndsEverything()
    {
        var pool = new PoolUnderTest();
        pool.Fill();
        pool.Lease("a");
        Bound(pool, "a", "s1", LatchResult.Ok);
        pool.Lease("b");
        pool.Lease("c");
        pool.Effects.Clear();
        pool.Pool.Drain(pool.Effects);
        Assert.Contains(pool.Effects, effect => effect is PoolEffect.Refuse { Lease.Value: "c", Refusal.Code: RefusalCode.NodeUnavailable });
        Assert.Contains(pool.Effects, effect => effect is PoolEffect.End { Sandbox: "s1", Reason: EndReason.Drained });
        Assert.Equal(RefusalCode.NodeUnavailable, pool.Lease("d").Refusal!.Code);
        Assert.Empty(pool.Tick());
    }

    [Fact]
    public void Listed_UnknownOne_IsAskedAndRetiredThroughItsLatchAndCounted()
    {
        var pool = new PoolUnderTest();
        pool.Fill();
        pool.Now += TimeSpan.FromSeconds(1);
        pool.Listed(pool.Now, "s1", "s2", "stray");
        Assert.Equal([new PoolEffect.Ask("stray")], pool.Effects);
        pool.Answered("stray", new());
        Assert.Equal([new PoolEffect.Retire("stray")], pool.Effects);
        Assert.Equal(3, pool.Pool.Count);
        pool.Pool.FoundBound("stray");
        Assert.Equal(3, pool.Pool.Count);
        pool.Pool.Gone("stray", pool.Now, pool.Effects);
        Assert.Equal(2, pool.Pool.Count);
    }

    [Fact]
    public void Listed_Vanished_IsDroppedUnlessItIsYoungerThanTheQuestion()
    {
        var pool = new PoolUnderTest();
        var asked = pool.Now;
        pool.Fill();
        pool.Listed(asked);
        Assert.Equal(2, pool.Shelf().Idle);
        pool.Now += TimeSpan.FromSeconds(5);
        pool.Listed(pool.Now, "s2");
        Assert.Equal("s2", pool.Lease("a").Sandbox);
    }

    [Fact]
    public void Touch_IdleForAMinute_HearsAWord()
    {
        var pool = new PoolUnderTest();
        pool.Fill();
        pool.Now += TimeSpan.FromSeconds(59);
        pool.Tick();
        Assert.Empty(pool.Effects);
        pool.Now += TimeSpan.FromSeconds(10);
        pool.Tick();
        Assert.Equal([new PoolEffect.Touch("s1"), new PoolEffect.Touch("s2")], pool.Effects);
    }

    private static bool Bound(PoolUnderTest pool, string lease, string sandbox, LatchResult result)
    {
        pool.Effects.Clear();
        return pool.Pool.Bound(new(lease), new("o", lease), sandbox, result, pool.Effects);
    }

    private static (string?, ServedFrom) Taken(LeaseDecision decision) => (decision.Sandbox, decision.From);

    private static (LeaseId, string?, ServedFrom) Assigned(PoolUnderTest pool)
    {
        var assign = Assert.Single(pool.Effects.OfType<PoolEffect.Assign>());
        return (assign.Lease, assign.Decision.Sandbox, assign.Decision.From);
    }
}
