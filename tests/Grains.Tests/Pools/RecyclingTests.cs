using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

public sealed class RecyclingTests
{
    private const string Sandbox = "s1";

    [Fact]
    public void Wiping_OfOneThatMayBeUsedAgain_WaitsForTheProofAndMakesNoReplacement()
    {
        var pool = Bound();

        Wiping(pool, "a");

        Assert.Equal([new PoolEffect.Wipe(Sandbox, new("a"))], pool.Effects);
        Assert.Equal((0, 0, 1), (pool.Shelf().Idle, pool.Shelf().Bound, pool.Shelf().Wiping));
        Assert.Empty(pool.Tick());
        Assert.Equal(1, pool.Pool.Count);
    }

    [Fact]
    public void Wiped_Proved_StandsOnTheShelfAgainForAnother()
    {
        var pool = Bound();
        Wiping(pool, "a");

        Wiped(pool, WipeOutcome.Proved);

        Assert.Empty(pool.Effects);
        Assert.Equal((1, 0), (pool.Shelf().Idle, pool.Shelf().Wiping));
        Assert.Equal((LeaseStep.Bind, Sandbox, ServedFrom.Warm), (pool.Lease("b").Step, pool.Lease("b").Sandbox, pool.Lease("b").From));
    }

    [Fact]
    public void Wiped_Proved_IsNeverGrantedToAnotherOrganization()
    {
        var pool = new PoolUnderTest((PoolLimits?)null, PoolUnderTest.Template("python", 1) with { MaxUses = 3 });
        pool.Fill();
        Bind(pool, "acme/alice/1", new("acme", "alice"));
        Wiping(pool, "acme/alice/1");
        Wiped(pool, WipeOutcome.Proved);

        Assert.Throws<InvalidOperationException>(() => pool.Lease("beta/bob/1"));
        Assert.Equal(1, pool.Shelf().Idle);
        Assert.Equal(Sandbox, pool.Lease("acme/carol/1").Sandbox);
    }

    [Fact]
    public void MaxUses_OutsideOfItsRangeOrOfNoTemplate_IsAnError()
    {
        var options = new TemplateOptions { MaxUses = new() { ["python"] = 1_001, ["bash"] = 1_000, ["nothing"] = 2, ["javascript"] = 0 } };

        Assert.Equal(["javascript", "nothing", "python"], options.Errors().Select(error => error.Split(':', ' ')[2]).Order());
    }

    [Fact]
    public void Wiped_Proved_GoesToWhoeverWaits()
    {
        var pool = Bound(maxTotal: 1);
        pool.Lease("b");
        Wiping(pool, "a");

        Wiped(pool, WipeOutcome.Proved);

        Assert.Equal((new LeaseId("b"), Sandbox), (Assert.IsType<PoolEffect.Assign>(Assert.Single(pool.Effects)).Lease, pool.Lease("b").Sandbox));
    }

    [Theory]
    [InlineData(WipeOutcome.NotProved)]
    [InlineData(WipeOutcome.Unknown)]
    public void Wiped_NotProved_IsDestroyedAndReplaced(WipeOutcome outcome)
    {
        var pool = Bound();
        Wiping(pool, "a");

        Wiped(pool, outcome);

        Assert.Equal([new PoolEffect.Retire(Sandbox)], pool.Effects);
        Assert.Single(pool.Tick());
    }

    [Fact]
    public void Wiping_OfTheLastUse_IsDestroyed()
    {
        var pool = Bound(maxUses: 3);
        Use(pool, "a", "b");
        Use(pool, "b", "c");

        Wiping(pool, "c");

        Assert.Equal([new PoolEffect.Retire(Sandbox)], pool.Effects);
    }

    [Fact]
    public void Wiping_WhereNothingIsUsedAgain_IsDestroyed()
    {
        var pool = Bound(maxUses: 1);

        Wiping(pool, "a");

        Assert.Equal([new PoolEffect.Retire(Sandbox)], pool.Effects);
    }

    [Fact]
    public void Wiping_WhereTheShelfIsFullAlready_IsDestroyed()
    {
        var pool = Bound();
        pool.Fill();

        Wiping(pool, "a");

        Assert.Equal([new PoolEffect.Retire(Sandbox)], pool.Effects);
    }

    [Fact]
    public void Wiping_OfOnePastItsAge_IsDestroyed()
    {
        var pool = Bound();
        pool.Now += TimeSpan.FromHours(2);

        Wiping(pool, "a");

        Assert.Equal([new PoolEffect.Retire(Sandbox)], pool.Effects);
    }

    [Fact]
    public void HasOutlived_OfALease_FromItsProvedWipeOn()
    {
        var pool = Bound(maxUses: 3);
        var held = Outlived(pool);

        Wiping(pool, "a");
        var wiping = Outlived(pool);

        Wiped(pool, WipeOutcome.Proved);
        var idle = Outlived(pool);

        pool.Lease("b");
        var binding = Outlived(pool);

        Bind(pool, "b");
        var another = Outlived(pool);

        Assert.Equal((false, false, true, true, true), (held, wiping, idle, binding, another));
        Assert.False(pool.Pool.HasOutlived(Sandbox, new("b")));
        Assert.False(pool.Pool.HasOutlived("s-of-nobody", new("a")));
    }

    [Fact]
    public void Wiping_OfALeaseThatDoesNotHoldIt_ChangesNothing()
    {
        var pool = Bound();

        Wiping(pool, "b");

        Assert.Empty(pool.Effects);
        Assert.Equal(1, pool.Shelf().Bound);
    }

    [Fact]
    public void Wiping_Again_ChangesNothing()
    {
        var pool = Bound();
        Wiping(pool, "a");

        Wiping(pool, "a");

        Assert.Empty(pool.Effects);
    }

    [Fact]
    public void Wiping_ThatTakesTooLong_IsDestroyedAndALateProofComesToNothing()
    {
        var pool = Bound();
        Wiping(pool, "a");
        pool.Now += Pool.LongestWipe;

        pool.Tick();
        Assert.Contains(new PoolEffect.Retire(Sandbox), pool.Effects);
        Wiped(pool, WipeOutcome.Proved);

        Assert.Equal((0, 0), (pool.Shelf().Idle, pool.Shelf().Wiping));
    }

    [Fact]
    public void Drain_WhileOneIsWiped_EndsIt()
    {
        var pool = Bound();
        Wiping(pool, "a");
        pool.Effects.Clear();

        pool.Pool.Drain(pool.Effects);

        Assert.Equal([new PoolEffect.Retire(Sandbox)], pool.Effects);
    }

    [Fact]
    public void Wiped_ByAPoolThatHandsOutNothingAnyMore_IsDestroyed()
    {
        var pool = Bound();
        Wiping(pool, "a");
        pool.Pool.Follow(new NodeView { Node = "n", Runtime = "test", State = NodeStates.Draining, Capacity = 100, Used = 0 }, pool.Effects);

        Wiped(pool, WipeOutcome.Proved);

        Assert.Equal([new PoolEffect.Retire(Sandbox)], pool.Effects);
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(1, 2, false)]
    [InlineData(3, 3, true)]
    [InlineData(3, 4, false)]
    public void Found_OfSoManyUses_IsTakenOnlyWhereTheShelfLetsItBeUsedAgain(int maxUses, int generation, bool taken)
    {
        var pool = new PoolUnderTest((PoolLimits?)null, PoolUnderTest.Template("python", 1) with { MaxUses = maxUses });
        pool.Listed(pool.Now, "found");

        pool.Answered("found", new() { Generation = generation });

        Assert.Equal(taken ? 1 : 0, pool.Shelf().Idle);
        Assert.Equal(!taken, pool.Effects.Contains(new PoolEffect.Retire("found")));
    }

    [Theory]
    [InlineData(EndReason.Released, true)]
    [InlineData(EndReason.IdleTimeout, true)]
    [InlineData(EndReason.Unused, true)]
    [InlineData(EndReason.Lifetime, false)]
    [InlineData(EndReason.Crashed, false)]
    [InlineData(EndReason.OutOfMemory, false)]
    [InlineData(EndReason.Drained, false)]
    [InlineData(EndReason.Operator, false)]
    public void Ends_InOrder_AreThoseThatNoFaultBrought(EndReason reason, bool inOrder) => Assert.Equal(inOrder, Pool.IsInOrder(reason));

    /// <summary>A pool whose one sandbox is bound to lease a.</summary>
    private static PoolUnderTest Bound(int maxUses = 3, int maxTotal = 100)
    {
        var pool = new PoolUnderTest((PoolLimits?)null, PoolUnderTest.Template("python", 1, maxTotal) with { MaxUses = maxUses });
        pool.Fill();
        Bind(pool, "a");
        return pool;
    }

    private static void Bind(PoolUnderTest pool, string lease, SessionId? session = null)
    {
        var decision = pool.Lease(lease);
        Assert.Equal(Sandbox, decision.Sandbox);
        Assert.True(pool.Pool.Bound(new(lease), session ?? new("o", lease), Sandbox, LatchResult.Ok, pool.Effects));
        pool.Effects.Clear();
    }

    private static void Use(PoolUnderTest pool, string lease, string next)
    {
        Wiping(pool, lease);
        Wiped(pool, WipeOutcome.Proved);
        Bind(pool, next);
    }

    private static bool Outlived(PoolUnderTest pool) => pool.Pool.HasOutlived(Sandbox, new("a"));

    private static void Wiping(PoolUnderTest pool, string lease)
    {
        pool.Effects.Clear();
        pool.Pool.Wiping(Sandbox, new(lease), pool.Now, pool.Effects);
    }

    private static void Wiped(PoolUnderTest pool, WipeOutcome outcome)
    {
        pool.Effects.Clear();
        pool.Pool.Wiped(Sandbox, outcome, pool.Now, pool.Effects);
    }
}
