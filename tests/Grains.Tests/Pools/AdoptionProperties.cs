using CsCheck;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

/// <summary>What holds of found sandboxes, whatever their agents and their sessions answer and in whatever order.</summary>
public sealed class AdoptionProperties
{
    [Fact]
    public void Adoption_AnyEvents_GivesNothingTwiceAndLeavesNothingFound() =>
        Gen.Select(Gen.Int[0, 4].Array[0, 40], Gen.Select(Gen.Int[0, 8], Gen.Int[0, 40]).Array[0, 100]).Sample((kinds, events) =>
        {
            var world = new AdoptionWorld(kinds);
            foreach (var (kind, pick) in events)
            {
                world.Happen(kind, pick);
                world.Check();
            }

            world.Finish();
        });

    [Fact]
    public void Adoption_ManyFound_AsksAFewAtATimeAndMakesNoneMeanwhile()
    {
        var pool = new PoolUnderTest(new PoolLimits { YieldToLeases = TimeSpan.Zero }, PoolUnderTest.Template("python", 50));
        pool.Listed(pool.Now, [.. Enumerable.Range(0, 50).Select(index => $"f{index}")]);
        Assert.Equal(Pool.MostAsking, pool.Effects.OfType<PoolEffect.Ask>().Count());
        Assert.Empty(pool.Tick());
        pool.Answered("f0", new());
        Assert.Single(pool.Effects.OfType<PoolEffect.Ask>());
        Assert.Equal(1, pool.Shelf().Idle);
    }

    [Fact]
    public void Adoption_BeforeTheFirstListing_MakesNone()
    {
        var pool = new Pool("n", [PoolUnderTest.Template("python", 2)], new(), new PoolUnderTest());
        var effects = new List<PoolEffect>();
        pool.Tick(TimeSpan.FromMinutes(1), effects);
        Assert.Empty(effects);
    }

    [Fact]
    public void Adoption_WhileACallerWaits_ServesItFromWhatIsFound()
    {
        var pool = new PoolUnderTest();
        pool.Listed(pool.Now, "f1");
        Assert.Equal(LeaseStep.Wait, pool.Lease("a").Step);
        pool.Answered("f1", new());
        Assert.Equal("f1", Assert.Single(pool.Effects.OfType<PoolEffect.Assign>()).Decision.Sandbox);
    }

    [Fact]
    public void Adoption_AnotherRevision_IsRetired()
    {
        var pool = new PoolUnderTest();
        pool.Listed(pool.Now, "old1");
        pool.Answered("old1", new());
        Assert.Contains(new PoolEffect.Retire("old1"), pool.Effects);
    }

    [Fact]
    public void Adoption_AgentIsSilent_IsAskedAgainAndThenLeftToItsLatch()
    {
        var pool = new PoolUnderTest();
        pool.Listed(pool.Now, "f1");
        for (var silences = 1; silences < Pool.MostSilences; silences++)
        {
            pool.Answered("f1", null);
            Assert.DoesNotContain(pool.Effects, effect => effect is PoolEffect.Ask or PoolEffect.Retire);
            pool.Now += TimeSpan.FromSeconds(1);
            pool.Tick();
            Assert.Contains(new PoolEffect.Ask("f1"), pool.Effects);
        }

        pool.Answered("f1", null);
        Assert.Contains(new PoolEffect.Retire("f1"), pool.Effects);
    }

    [Fact]
    public void Claimed_CouldNotSay_IsAskedAgainAndANoEndsIt()
    {
        var (pool, lease) = FoundBound();
        Assert.Contains(new PoolEffect.Claim("f1", lease, new("o", "s")), pool.Effects);
        Claimed(pool, "f1", lease, null);
        Assert.Empty(pool.Effects);
        pool.Now += TimeSpan.FromSeconds(2);
        pool.Tick();
        Assert.Contains(new PoolEffect.Claim("f1", lease, new("o", "s")), pool.Effects);
        Claimed(pool, "f1", lease, false);
        Assert.Equal([new PoolEffect.End("f1", lease, null, EndReason.Released)], pool.Effects);
    }

    [Fact]
    public void Claimed_Held_IsAskedAgainOnlyMuchLater()
    {
        var (pool, lease) = FoundBound();
        Claimed(pool, "f1", lease, true);
        pool.Now += Pool.ClaimEvery - TimeSpan.FromSeconds(1);
        pool.Tick();
        Assert.DoesNotContain(pool.Effects, effect => effect is PoolEffect.Claim);
        pool.Now += TimeSpan.FromSeconds(2);
        pool.Tick();
        Assert.Contains(pool.Effects, effect => effect is PoolEffect.Claim);
    }

    [Fact]
    public void Close_Always_TurnsAwayAndEndsNothing()
    {
        var pool = new PoolUnderTest();
        pool.Fill();
        pool.Effects.Clear();
        pool.Pool.Close(pool.Effects);
        pool.Tick();
        Assert.Empty(pool.Effects);
        Assert.Equal((RefusalCode.NodeUnavailable, 2), (pool.Lease("a").Refusal!.Code, pool.Shelf().Idle));
    }

    private static (PoolUnderTest Pool, LeaseId Lease) FoundBound()
    {
        var pool = new PoolUnderTest();
        var lease = new LeaseId("o/s/1");
        pool.Listed(pool.Now, "f1");
        pool.Answered("f1", new() { Lease = lease });
        pool.Tick();
        return (pool, lease);
    }

    private static void Claimed(PoolUnderTest pool, string sandbox, LeaseId lease, bool? held)
    {
        pool.Effects.Clear();
        pool.Pool.Claimed(sandbox, lease, held, pool.Now, pool.Effects);
    }
}
