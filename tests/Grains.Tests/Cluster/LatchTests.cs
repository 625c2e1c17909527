using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Cluster;

/// <summary>
/// The latch decides. Each of the first three was seen to fail, by hand, with <see cref="Silo.Runtimes.Simulated.SimulatedFaults.LatchRemoved"/> set, which
/// makes every bind answer Ok; <see cref="LatchRemoved_TwoPools_GrantOneSandboxTwice"/> keeps that proof.
/// </summary>
public sealed class LatchTests
{
    private static readonly TimeSpan TimeToConfirm = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Bind_TwoCallersForOneIdleSandbox_OneWins()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var sandbox = cluster.Sandbox((await cluster.Sandboxes())[0]);
        var answers = await Task.WhenAll(
            sandbox.Bind(new("l1"), new("o", "a"), TimeToConfirm).AsTask(),
            sandbox.Bind(new("l2"), new("o", "b"), TimeToConfirm).AsTask());
        Assert.Equal([LatchResult.Ok, LatchResult.AlreadyBound], answers.Order());
    }

    [Fact]
    public async Task Lease_ReplyLostAfterTheBind_RepeatAnswersTheSameSandboxToThatLeaseOnly()
    {
        await using var cluster = await SandboxCluster.StartWarm(1);
        var only = Assert.Single(await cluster.Sandboxes());
        cluster.Runtime.Faults.LoseBindReplies = 1;

        var first = (await cluster.Pool.Lease(Request("l1"), TestContext.Current.CancellationToken)).Value!;
        var again = (await cluster.Pool.Lease(Request("l1"), TestContext.Current.CancellationToken)).Value!;
        var other = await cluster.Sandbox(only).Bind(new("l2"), new("o", "l2"), TimeToConfirm);

        Assert.Equal((only, only), (first.Sandbox, again.Sandbox));
        Assert.Equal(LatchResult.AlreadyBound, other);
    }

    [Fact]
    public async Task Lease_BothRepliesLost_AnswersNothingAndBindsNoSecondSandbox()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        cluster.Runtime.Faults.LoseBindReplies = 2;

        var answer = await cluster.Pool.Lease(Request("l1"), TestContext.Current.CancellationToken);

        Assert.Equal((null, null), (answer.Value, answer.Refusal));
        await cluster.Until(async () => (await Leases(cluster)).Count == 0);
    }

    [Fact]
    public async Task Open_BothRepliesLost_OpensAnotherAndEndsTheLost()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        cluster.Runtime.Faults.LoseBindReplies = 2;

        Assert.True((await cluster.Opened("alice")).Created);

        var place = (await cluster.Session("alice").Use()).Value!;
        Assert.NotEqual(cluster.Runtime.Faults.LastLostBind, place.Lease);
        Assert.Equal(place.Lease, (await cluster.Sandbox(place.Sandbox).Status())!.Lease);
        await cluster.Until(async () => (await Leases(cluster)).Count == 1);
    }

    [Fact]
    public async Task Pools_TwoThatBelieveTheyOwnTheSameSandboxes_GrantEachOnce()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        Assert.Empty(await GrantedTwice(cluster));
    }

    [Fact]
    public async Task LatchRemoved_TwoPools_GrantOneSandboxTwice()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        cluster.Runtime.Faults.LatchRemoved = true;
        Assert.NotEmpty(await GrantedTwice(cluster));
    }

    /// <summary>What the agents of all sandboxes say they are bound to.</summary>
    private static async Task<IReadOnlyList<LeaseId>> Leases(SandboxCluster cluster)
    {
        var statuses = await Task.WhenAll((await cluster.Sandboxes()).Select(id => cluster.Sandbox(id).Status().AsTask()));
        return [.. statuses.Select(status => status?.Lease).OfType<LeaseId>()];
    }

    /// <summary>Two pools' rules over the same two idle sandboxes lease two each, through the real grains and latches.</summary>
    private static async Task<IEnumerable<string>> GrantedTwice(SandboxCluster cluster)
    {
        var idle = (await cluster.Sandboxes()).Select(id => id.Name).ToArray();
        var (one, other) = (Believer(idle), Believer(idle));
        var granted = new List<string>();
        foreach (var (pool, lease) in new[] { (one, "a"), (other, "b"), (one, "c"), (other, "d") })
        {
            if (await Lease(cluster, pool, lease) is { } sandbox)
            {
                granted.Add(sandbox);
            }
        }

        return granted.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key);
    }

    private static Pools.PoolUnderTest Believer(string[] idle)
    {
        var pool = new Pools.PoolUnderTest(new Given(idle), Pools.PoolUnderTest.Template("python", idle.Length));
        pool.Fill();
        return pool;
    }

    private static async Task<string?> Lease(SandboxCluster cluster, Pools.PoolUnderTest pool, string lease)
    {
        while (pool.Lease(lease, WhenEmpty.Fail) is { Step: LeaseStep.Bind, Sandbox: { } sandbox })
        {
            var result = await cluster.Sandbox(new(SandboxCluster.Node, sandbox)).Bind(new(lease), new("o", lease), TimeToConfirm);
            if (pool.Pool.Bound(new(lease), new("o", lease), sandbox, result, pool.Effects))
            {
                return sandbox;
            }
        }

        return null;
    }

    private static LeaseRequest Request(string lease) => Pools.PoolUnderTest.Request(lease);

    private sealed class Given(string[] names) : ISandboxNames
    {
        private int _next;

        public string Next() => names[_next++];
    }
}
