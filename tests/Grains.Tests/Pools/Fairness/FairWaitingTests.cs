using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

public sealed class FairWaitingTests
{
    [Fact]
    public void Wait_OneOrganizationFloods_TheOthersCallerIsNext()
    {
        var pool = Pool(("a", 100, 0), ("b", 100, 0));
        Flood(pool, "a", 5);
        pool.LeaseOf("b", "b1");

        Assert.Equal(["a/a1/1", "b/b1/1", "a/a2/1", "a/a3/1"], Served(pool, 4));
    }

    [Fact]
    public void Wait_WeightsOfThreeToOne_AreServedThreeToOne()
    {
        var pool = Pool(("a", 300, 0), ("b", 100, 0));
        Flood(pool, "a", 20);
        Flood(pool, "b", 20);

        Assert.Equal((9, 3), Count(Served(pool, 12)));
    }

    [Fact]
    public void Wait_OneTookTheShelfEmptyBefore_TheOtherIsServedFirst()
    {
        var pool = Pool(("a", 100, 0), ("b", 100, 0));
        pool.Fill();
        pool.LeaseOf("a", "x");
        pool.LeaseOf("a", "y");
        pool.LeaseOf("a", "a1");
        pool.LeaseOf("b", "b1");

        Assert.Equal(["b/b1/1", "a/a1/1"], Served(pool, 2));
    }

    [Fact]
    public void Wait_CallersThatLeft_CostTheirOrganizationNothing()
    {
        var pool = Pool(("a", 100, 0), ("b", 100, 0));
        Flood(pool, "a", 5);
        for (var i = 1; i <= 4; i++)
        {
            pool.Pool.Leave(new(PoolUnderTest.LeaseName("a", $"a{i}")));
        }

        Flood(pool, "b", 3);
        Assert.Equal(["a/a5/1", "b/b1/1", "b/b2/1"], Served(pool, 3));
    }

    [Fact]
    public void Cold_OneOrganizationFloods_CreationsGoByTurns()
    {
        var pool = Pool(new PoolLimits { MaxStarting = 2 }, ("a", 100, 0), ("b", 100, 0));
        pool.LeaseOf("a", "a1", WhenEmpty.Cold);
        pool.LeaseOf("a", "a2", WhenEmpty.Cold);
        pool.LeaseOf("b", "b1", WhenEmpty.Cold);

        var served = new List<string>();
        Array.ForEach(pool.Tick(), name => { pool.Started(name); served.AddRange(pool.Effects.OfType<PoolEffect.Assign>().Select(assign => assign.Lease.Value)); });
        Assert.Equal(["a/a1/1", "b/b1/1"], served);
    }

    [Fact]
    public void QueueFull_OfOneOrganization_IsItsOwnAndSaysSo()
    {
        var pool = Pool(new PoolLimits { MaxWaiting = 4 }, ("a", 100, 0), ("b", 100, 0));
        Flood(pool, "a", 2);
        var refusal = pool.LeaseOf("a", "a3").Refusal!;

        Assert.Equal((RefusalCode.QueueFull, 3, 2L), (refusal.Code, refusal.Position, refusal.Limit));
        Assert.Contains("\"a\"", refusal.Detail, StringComparison.Ordinal);
        Assert.Equal(LeaseStep.Wait, pool.LeaseOf("b", "b1").Step);
    }

    [Fact]
    public void QueueFull_WhereThereIsOneOrganizationOnly_IsTheWholeQueue()
    {
        var pool = new PoolUnderTest(new PoolLimits { MaxWaiting = 4 }, new OrganizationsOptions());
        Flood(pool, "default", 4);

        Assert.Equal((RefusalCode.QueueFull, null), pool.LeaseOf("default", "x").Refusal is { } refusal ? (refusal.Code, refusal.Limit) : default);
    }

    [Fact]
    public void QueueFull_APlaceIsLeft_TheNextOfItsOrganizationMayWait()
    {
        var pool = Pool(new PoolLimits { MaxWaitingPerOrganization = 1 }, ("a", 100, 0), ("b", 100, 0));
        pool.LeaseOf("a", "a1");
        Assert.Equal(RefusalCode.QueueFull, pool.LeaseOf("a", "a2").Refusal?.Code);
        pool.Pool.Leave(new("a/a1/1"));
        Assert.Equal(LeaseStep.Wait, pool.LeaseOf("a", "a3").Step);
    }

    [Fact]
    public void Place_OfOneThatWaits_IsTheOrderOfServing()
    {
        var pool = Pool(("a", 100, 0), ("b", 100, 0));
        Flood(pool, "a", 3);
        pool.LeaseOf("b", "b1");

        Assert.Equal([1, 3, 4], Enumerable.Range(1, 3).Select(i => pool.Pool.PlaceOf(new($"a/a{i}/1"))!.Position));
        Assert.Equal(2, pool.Pool.PlaceOf(new("b/b1/1"))!.Position);
        Assert.Null(pool.Pool.PlaceOf(new("b/nobody/1")));
    }

    [Fact]
    public void Estimate_FromTheTimeBetweenTwoServed_GrowsWithThePosition()
    {
        var pool = Pool(("a", 100, 0), ("b", 100, 0));
        Flood(pool, "a", 3);
        Assert.Null(pool.Pool.PlaceOf(new("a/a1/1"))!.EstimateSeconds);
        var names = pool.Tick();
        pool.Now += TimeSpan.FromSeconds(2);
        pool.Started(names[0]);

        Assert.Equal((1, 2.0), (pool.Pool.PlaceOf(new("a/a2/1"))!.Position, pool.Pool.PlaceOf(new("a/a2/1"))!.EstimateSeconds));
        Assert.Equal(4.0, pool.Pool.PlaceOf(new("a/a3/1"))!.EstimateSeconds);
        Assert.Equal((3, 6.0), pool.LeaseOf("b", "x", WhenEmpty.Fail).Refusal is { } refusal ? (refusal.Position, refusal.EstimateSeconds) : default);
    }

    private static PoolUnderTest Pool(params (string Name, int Weight, int Reserved)[] organizations) => Pool(new PoolLimits(), organizations);

    private static PoolUnderTest Pool(PoolLimits limits, params (string Name, int Weight, int Reserved)[] organizations) =>
        new(limits, Organizations(organizations));

    internal static OrganizationsOptions Organizations(params (string Name, int Weight, int Reserved)[] organizations)
    {
        var options = new OrganizationsOptions();
        foreach (var (name, weight, reserved) in organizations)
        {
            options.Named.Add(name, new() { Weight = weight, Reserved = reserved });
        }

        return options;
    }

    private static void Flood(PoolUnderTest pool, string organization, int callers)
    {
        for (var i = 1; i <= callers; i++)
        {
            Assert.Equal(LeaseStep.Wait, pool.LeaseOf(organization, $"{organization}{i}").Step);
        }
    }

    /// <summary>The leases that are served by the next sandboxes, in their order.</summary>
    private static List<string> Served(PoolUnderTest pool, int count)
    {
        var served = new List<string>();
        while (served.Count < count)
        {
            foreach (var name in pool.Tick())
            {
                pool.Started(name);
                served.AddRange(pool.Effects.OfType<PoolEffect.Assign>().Select(assign => assign.Lease.Value));
            }
        }

        return served[..count];
    }

    private static (int A, int B) Count(List<string> served) => (served.Count(lease => lease[0] == 'a'), served.Count(lease => lease[0] == 'b'));
}
