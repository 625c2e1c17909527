using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

/// <summary>A node that knows its memory and its processors; a sandbox weighs what its template's limits say.</summary>
public sealed class PoolRoomTests
{
    private const long Gigabyte = 1L << 30;

    [Fact]
    public void Targets_BeyondTheNodesMemory_AreDividedByWeightAndSaySo()
    {
        var pool = Pool(Template("python", 8, 1), Template("java", 8, 3));

        pool.Fill();

        Assert.Equal([4, 4], pool.Pool.Describe(pool.Now).Select(view => view.Idle));
        Assert.All(pool.Pool.Decisions, decision => Assert.Equal("node-memory", decision.Bound));
        Assert.Equal(new(16 * Gigabyte, 4_000), pool.Pool.Taken);
    }

    [Fact]
    public void Create_ThatDoesNotFitBesideWhatIsLeased_IsHeldUntilItDoes()
    {
        var pool = Pool(Template("python", 0, 10));
        var taken = Assert.Single(Cold(pool, "first"));
        pool.Started(taken);

        Assert.Empty(Cold(pool, "second"));
        Assert.Equal(PoolDecisionText.Of(PoolDecision.HeldByMemory, new() { Target = 0, MostIdle = 0, Comfortable = 0, MaxTotal = 0, Weight = new(10 * Gigabyte, 500) }, pool.Pool.Limits, pool.Now), pool.Shelf().LastDecision);

        pool.Pool.Gone(taken, pool.Now, pool.Effects);
        Assert.Single(pool.Tick());
    }

    [Fact]
    public void Found_OfAKnownTemplate_IsWeighedWhenItIsFoundAndNoMoreWhenItIsGone()
    {
        var pool = Pool(Template("python", 0, 3));

        pool.Listed(pool.Now, "f1", "stray");
        Assert.Equal(new(3 * Gigabyte, 500), pool.Pool.Taken);

        pool.Now += TimeSpan.FromSeconds(10);
        pool.Listed(pool.Now);
        Assert.Equal(default, pool.Pool.Taken);
    }

    [Fact]
    public void Follow_ANodeThatKnowsOnlyANumber_HoldsNothingByWeight()
    {
        var pool = Pool(Template("python", 20, 3));

        pool.Pool.Follow(Node(null), pool.Effects);
        pool.Fill();

        Assert.Equal(20, pool.Shelf().Idle);
    }

    [Fact]
    public void Reserve_WhereRoomIsScarce_ComesBeforeWhatOthersForecast()
    {
        var pool = new PoolUnderTest(new PoolLimits { Room = new(8 * Gigabyte, 100_000) }, FairWaitingTests.Organizations(("a", 100, 3), ("b", 100, 0)),
            Template("python", 1, 1), Template("bash", 1, 1) with { Schedules = [new() { Cron = "* * * * *", MinIdle = 20, Minutes = 60 }] });
        pool.Now = TimeSpan.FromMinutes(5);

        pool.Fill();

        Assert.Equal((3, 3, 5), (pool.Shelf("python").Reserved, pool.Shelf("python").Idle, pool.Shelf("bash").Idle));
    }

    [Fact]
    public void Reserve_ThatFindsNoRoom_IsNotStarted()
    {
        var pool = new PoolUnderTest(new PoolLimits { Room = new(4 * Gigabyte, 100_000) }, FairWaitingTests.Organizations(("a", 100, 6), ("b", 100, 0)), Template("python", 1, 1), Template("bash", 1, 1));

        pool.Fill();

        Assert.Equal([(2, 2), (2, 2)], pool.Pool.Describe(pool.Now).Select(view => (view.Target, view.Idle)));
    }

    [Fact]
    public void Wait_TheNodeIsFullOfOthersIdleOnes_AsManyOfThemAsItTakesMakeRoom()
    {
        var pool = Lowered(Template("java", 0, 3));

        Assert.Empty(Cold(pool, "first", "java"));
        var retired = Retired(pool);
        Assert.Equal(2, retired.Length);
        Assert.Equal(PoolDecisionText.Of(PoolDecision.MakingRoom, default, pool.Pool.Limits, pool.Now), pool.Shelf().LastDecision);

        Assert.Empty(pool.Tick());
        Assert.Empty(Retired(pool));
        Array.ForEach(retired, name => pool.Pool.Gone(name, pool.Now, pool.Effects));
        pool.Started(Assert.Single(pool.Tick()));
        Assert.Single(pool.Effects.OfType<PoolEffect.Assign>());
        Assert.Equal(6, pool.Shelf().Idle);
    }

    [Fact]
    public void Wait_TheNodeHasNoRoomForAllReserves_IsServedByWhatIsMadeForHim()
    {
        var pool = new PoolUnderTest(new PoolLimits { Room = new(4 * Gigabyte, 100_000) }, FairWaitingTests.Organizations(("a", 100, 6), ("b", 100, 0)), Template("python", 1, 1), Template("bash", 1, 1));
        pool.Fill();

        Assert.Equal(LeaseStep.Wait, pool.LeaseOf("b", "b1").Step);
        pool.Pool.Follow(Node(new(5 * Gigabyte, 100_000)), pool.Effects);
        pool.Started(Assert.Single(pool.Tick()));

        Assert.Equal(new LeaseId("b/b1/1"), Assert.Single(pool.Effects.OfType<PoolEffect.Assign>()).Lease);
    }

    [Fact]
    public void Wait_EvenAllThatMayGoWouldNotBeEnough_NothingGoes()
    {
        var pool = Lowered(Template("java", 0, 15));

        Assert.Empty(Cold(pool, "first", "java"));

        Assert.Empty(Retired(pool));
        Assert.Equal(8, pool.Shelf().Idle);
    }

    [Fact]
    public void Wait_OthersHaveNoMoreThanTheirLeast_NothingGoes()
    {
        var pool = Pool(Template("python", 8, 2), Template("java", 0, 3));
        pool.Fill();

        Assert.Empty(Cold(pool, "first", "java"));

        Assert.Empty(Retired(pool));
    }

    /// <summary>What is on the first shelf is more than it needs since a moment, and stays for a minute unless somebody needs its room.</summary>
    private static PoolUnderTest Lowered(TemplateSpec other)
    {
        var pool = Pool(Template("python", 8, 2) with { MaxIdle = 10 }, other);
        pool.Fill();
        pool.Pool.Obey(new() { Version = 1, Shelves = Resized(minIdle: 1, maxIdle: 10) }, pool.Now, pool.Effects);
        return pool;
    }

    private static Dictionary<string, ShelfOrders> Resized(int minIdle, int maxIdle) =>
        new() { [NodeOrders.ShelfName(Scopes.Shared, "python")] = new() { MinIdle = minIdle, MaxIdle = maxIdle } };

    private static string[] Retired(PoolUnderTest pool) => [.. pool.Effects.OfType<PoolEffect.Retire>().Select(retire => retire.Sandbox)];

    private static PoolUnderTest Pool(params TemplateSpec[] templates)
    {
        var pool = new PoolUnderTest(templates: templates);
        pool.Pool.Follow(Node(new(16 * Gigabyte, 100_000)), pool.Effects);
        return pool;
    }

    private static NodeView Node(Resources? room) => new() { Node = "n", Runtime = "test", State = NodeStates.Ready, Capacity = 1_000, Used = 0, Room = room };

    private static TemplateSpec Template(string name, int idle, int gigabytes) => PoolUnderTest.Template(name, idle) with { Limits = new() { MemoryBytes = gigabytes * Gigabyte } };

    private static string[] Cold(PoolUnderTest pool, string lease, string template = "python")
    {
        pool.Lease(lease, WhenEmpty.Cold, template: template);
        return pool.Tick();
    }
}
