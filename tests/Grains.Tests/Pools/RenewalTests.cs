using CsCheck;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

/// <summary>Idle sandboxes have a largest age, and are renewed without a dip.</summary>
public sealed class RenewalTests
{
    private const int Target = 3;
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(30);

    [Fact]
    public void Tick_AllAreOld_ReplacesOneAfterTheOther()
    {
        var pool = Full();
        pool.Now += MaxAge;
        var next = pool.Tick();
        for (var oldest = 1; oldest <= Target; oldest++)
        {
            Assert.Equal(Target, pool.Shelf().Idle);
            pool.Started(Assert.Single(next));
            next = pool.Tick();
            Assert.Contains(new PoolEffect.Retire($"s{oldest}"), pool.Effects);
        }

        Assert.Empty(next);
        Assert.Equal(Target, pool.Shelf().Idle);
    }

    [Fact]
    public void Lease_OneIsPastItsAge_GivesTheOldestOfTheYounger()
    {
        var pool = Full();
        pool.Now += MaxAge / 2;
        pool.Lease("a");
        pool.Fill();
        pool.Now += MaxAge / 2;
        Assert.Equal("s4", pool.Lease("b").Sandbox);
    }

    [Fact]
    public void Lease_AllArePastTheirAge_GivesTheYoungest()
    {
        var pool = Full();
        pool.Now += MaxAge / 2;
        pool.Lease("a");
        pool.Fill();
        pool.Now += MaxAge;
        Assert.Equal("s4", pool.Lease("b").Sandbox);
    }

    [Fact]
    public void Answered_FoundOne_HasTheAgeThatItsAgentSays()
    {
        var pool = New();
        pool.Listed(pool.Now, "f1", "f2", "f3");
        pool.Answered("f1", new() { Age = TimeSpan.FromMinutes(1) });
        pool.Answered("f2", new() { Age = MaxAge });
        pool.Answered("f3", new() { Age = TimeSpan.FromMinutes(2) });
        Assert.Equal("f3", pool.Lease("a").Sandbox);
        pool.Fill();
        Assert.DoesNotContain("f2", (string?[])[pool.Lease("b").Sandbox, pool.Lease("c").Sandbox, pool.Lease("d").Sandbox]);
    }

    [Fact]
    public void Silent_AnIdleOneThatWasSaidAWord_IsRetiredAndReplaced()
    {
        var pool = Full();
        pool.Effects.Clear();
        pool.Pool.Silent("s1", pool.Effects);
        Assert.Equal([new PoolEffect.Retire("s1")], pool.Effects);
        Assert.Equal("s2", pool.Lease("a").Sandbox);
        Assert.NotEmpty(pool.Tick());
    }

    /// <summary>Whatever starts, fails and is leased meanwhile, nothing is retired that the target needs, and no old one is given where a younger one is idle.</summary>
    [Fact]
    public void Renewal_AnyEvents_NeverDipsAndNeverGivesAnOldOneForAYoung() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 20]).Array[1, 100].Sample(events =>
        {
            var pool = Full();
            var (starting, born, leases) = (new List<string>(), Enumerable.Range(1, Target).ToDictionary(number => $"s{number}", _ => pool.Now), 0);
            foreach (var (kind, pick) in events)
            {
                pool.Now += MaxAge * pick / 40;
                switch (kind)
                {
                    case 0 when starting.Count > 0:
                        pool.Started(starting[0]);
                        born[starting[0]] = pool.Now;
                        starting.RemoveAt(0);
                        break;
                    case 1 when starting.Count > 0:
                        pool.Failed(starting[0]);
                        starting.RemoveAt(0);
                        break;
                    case 2 when pool.Lease($"l{leases++}", WhenEmpty.Fail).Sandbox is { } given:
                        Assert.True(pool.Now - born[given] < MaxAge || born.Values.All(at => pool.Now - at >= MaxAge));
                        born.Remove(given);
                        break;
                    default:
                        Tick(pool, starting, born);
                        break;
                }
            }
        });

    private static void Tick(PoolUnderTest pool, List<string> starting, Dictionary<string, TimeSpan> born)
    {
        var before = pool.Shelf().Idle;
        starting.AddRange(pool.Tick());
        Assert.InRange(pool.Shelf().Starting, 0, Target + 1);
        foreach (var retired in pool.Effects.OfType<PoolEffect.Retire>().Where(retire => born.ContainsKey(retire.Sandbox)))
        {
            Assert.Equal(born.Values.Min(), born[retired.Sandbox]);
            born.Remove(retired.Sandbox);
        }

        Assert.True(pool.Shelf().Idle >= Math.Min(before, Target));
    }

    private static PoolUnderTest Full()
    {
        var pool = New();
        pool.Fill();
        return pool;
    }

    private static PoolUnderTest New() => new(new PoolLimits { YieldToLeases = TimeSpan.Zero, MaxRefilling = 8, MaxIdleAge = MaxAge, TouchEvery = TimeSpan.FromDays(1) }, PoolUnderTest.Template("python", Target));
}
