using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools.Demand;

/// <summary>An adaptive pool whose sandboxes take two seconds to start, and whose callers are done at once.</summary>
public sealed class PoolDemandTests
{
    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(2);
    private readonly Queue<(TimeSpan At, string Sandbox)> _starting = new();
    private int _leases;

    [Fact]
    public void Target_AsCallersCome_GrowsToWhatTheyNeedAndTheyAreServed()
    {
        var pool = Adaptive(min: 0, max: 50);

        Callers(pool, TimeSpan.FromMinutes(3), every: TimeSpan.FromSeconds(0.5));

        Assert.InRange(View(pool).Target, 4, 12);
        Assert.Equal(0, View(pool).Waiting);
    }

    [Fact]
    public void Target_AfterCallersStoppedForLong_GoesToZeroAndNothingStaysIdle()
    {
        var pool = Adaptive(min: 0, max: 50);
        Callers(pool, TimeSpan.FromMinutes(3), every: TimeSpan.FromSeconds(0.5));

        Pass(pool, Silences.Shortest + Holding.For + TimeSpan.FromSeconds(15));

        Assert.Equal((0, 0), (View(pool).Target, View(pool).Idle));
        Assert.Equal("silence", pool.Pool.Decisions[0].Bound);
    }

    [Fact]
    public void Target_ThatFell_KeepsWhatIsIdleForAMinute()
    {
        var pool = Adaptive(min: 1, max: 50);
        Callers(pool, TimeSpan.FromMinutes(3), every: TimeSpan.FromSeconds(0.5));
        var idle = View(pool).Idle;

        Pass(pool, TimeSpan.FromSeconds(20));

        Assert.True(View(pool).Idle >= idle, $"{View(pool).Idle} of {idle} are left.");
    }

    [Fact]
    public void Target_OfAFixedPool_StaysWhateverCallersDo()
    {
        var pool = new PoolUnderTest(templates: PoolUnderTest.Template("python", 3));

        Callers(pool, TimeSpan.FromMinutes(1), every: TimeSpan.FromSeconds(0.1));

        Assert.Equal(3, View(pool).Target);
    }

    [Fact]
    public void Lease_AskedAgain_CountsAsOneCaller()
    {
        var pool = Adaptive(min: 0, max: 50);
        for (var second = 0; second < 60; second++)
        {
            pool.Lease("again", WhenEmpty.Fail);
            Pass(pool, TimeSpan.FromSeconds(1));
        }

        Assert.InRange(View(pool).ArrivalsPerSecond, 0, 0.05);
    }

    [Fact]
    public void Decisions_AfterCallers_SayTheTargetAndWhatItComesFrom()
    {
        var pool = Adaptive(min: 0, max: 5);

        Callers(pool, TimeSpan.FromMinutes(3), every: TimeSpan.FromSeconds(0.2));

        var latest = pool.Pool.Decisions[0];
        Assert.Equal(("n", "python", 5, "max-idle"), (latest.Node, latest.Template, latest.Target, latest.Bound));
        Assert.InRange(latest.Forecast.ArrivalsPerSecond, 4.5, 5.5);
        Assert.InRange(latest.Forecast.RefillSeconds, 1.9, 2.2);
        Assert.True(latest.Forecast.Needed > 5);
        Assert.True(latest.Started > 0);
    }

    [Fact]
    public void Decisions_OfManyChanges_AreBounded()
    {
        var pool = Adaptive(min: 0, max: 50);
        for (var day = 0; day < 40; day++)
        {
            Callers(pool, TimeSpan.FromSeconds(20), every: TimeSpan.FromSeconds(0.3));
            Pass(pool, TimeSpan.FromMinutes(4));
        }

        Assert.Equal(PoolDecisionView.MostOfAShelf, pool.Pool.Decisions.Count);
    }

    [Fact]
    public void Target_UnderASchedule_IsRaisedBeforeItBeginsAndFallsAfterIt()
    {
        var schedule = new IdleSchedule { Cron = "0 1 * * *", MinIdle = 20, Minutes = 10 };
        var pool = new PoolUnderTest(templates: PoolUnderTest.Template("python", 1) with { Schedules = [schedule] });

        Assert.Equal((1, 20, 20, 1), (At(50), At(59.9), At(69), At(72)));
        Assert.Equal("min-idle", pool.Pool.Decisions[0].Bound);
        Assert.Contains(pool.Pool.Decisions, decision => decision.Bound == "schedule");

        int At(double minutes)
        {
            Pass(pool, TimeSpan.FromMinutes(minutes) - pool.Now);
            return View(pool).Target;
        }
    }

    [Fact]
    public void Targets_BeyondTheNodesCapacity_AreDividedAndSaySo()
    {
        var pool = new PoolUnderTest(new() { Capacity = 12 }, PoolUnderTest.Template("python", 12), PoolUnderTest.Template("bash", 12));

        pool.Tick();

        Assert.Equal([6, 6], pool.Pool.Describe(pool.Now).Select(view => view.Target));
        Assert.All(pool.Pool.Decisions, decision => Assert.Equal("node-count", decision.Bound));
    }

    private static PoolUnderTest Adaptive(int min, int max) => new(new PoolLimits { MaxRefilling = 8, YieldToLeases = TimeSpan.Zero }, PoolUnderTest.Template("python", min) with { MaxIdle = max });

    private static PoolView View(PoolUnderTest pool) => pool.Pool.Describe(pool.Now)[0];

    private void Callers(PoolUnderTest pool, TimeSpan length, TimeSpan every)
    {
        for (var passed = TimeSpan.Zero; passed < length; passed += every)
        {
            var lease = $"l{++_leases}";
            var decision = pool.Lease(lease, wait: 600);
            if (decision.Step == LeaseStep.Bind)
            {
                pool.Pool.Gone(decision.Sandbox!, pool.Now, pool.Effects);
            }

            Pass(pool, every);
        }
    }

    private void Pass(PoolUnderTest pool, TimeSpan time)
    {
        var end = pool.Now + time;
        do
        {
            pool.Now = Sooner(end, pool.Now + TimeSpan.FromSeconds(1));
            while (_starting.TryPeek(out var next) && next.At <= pool.Now)
            {
                pool.Pool.Started(_starting.Dequeue().Sandbox, next.At, pool.Effects);
            }

            Tick(pool);
        }
        while (pool.Now < end);
    }

    private void Tick(PoolUnderTest pool)
    {
        pool.Pool.Tick(pool.Now, pool.Effects);
        foreach (var effect in pool.Effects.ToList())
        {
            switch (effect)
            {
                case PoolEffect.Start start:
                    _starting.Enqueue((pool.Now + Refill, start.Sandbox));
                    break;
                case PoolEffect.Assign assign:
                    pool.Pool.Gone(assign.Decision.Sandbox!, pool.Now, pool.Effects);
                    break;
                case PoolEffect.Retire retire:
                    pool.Pool.Gone(retire.Sandbox, pool.Now, pool.Effects);
                    break;
                default:
                    break;
            }
        }

        pool.Effects.Clear();
    }

    private static TimeSpan Sooner(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
