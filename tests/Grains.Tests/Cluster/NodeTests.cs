using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Cluster;

/// <summary>Several silos, each of them a node.</summary>
public sealed class NodeTests
{
    [Fact]
    public async Task Open_ThroughAnySilo_IsReachedThroughEveryOther()
    {
        await using var cluster = await SiloCluster.Start();
        foreach (var through in cluster.Nodes)
        {
            var session = await cluster.Opened(through, through);
            Assert.Equal(through, session.Sandbox!.Value.Node);
            foreach (var other in cluster.Nodes)
            {
                var place = (await cluster.Session(other, through).Use()).Value!;
                Assert.Equal(session.Sandbox, place.Sandbox);
                Assert.Null((await cluster.Sandbox(other, place.Sandbox).Execute(place.Lease, new() { Command = ["echo", "x"] })).Refusal);
            }
        }
    }

    [Fact]
    public async Task Open_OwnNodeIsEmpty_IsServedByAnother()
    {
        await using var cluster = await SiloCluster.Start(idle: 1);
        cluster.Runtime("Silo_0").BootMs = 60_000;
        await cluster.Opened("Silo_0", "alice");
        var bob = await cluster.Opened("Silo_0", "bob", new() { WhenEmpty = WhenEmpty.Fail });
        Assert.NotEqual("Silo_0", bob.Sandbox!.Value.Node);
    }

    [Fact]
    public async Task Directory_AnySilo_ListsAllNodesAndOneThatIsAway()
    {
        await using var cluster = await SiloCluster.Start();
        await cluster.Kill("Silo_2");
        var nodes = await cluster.Grains("Silo_0").GetGrain<IDirectoryGrain>(0).Nodes();
        Assert.Equal([("Silo_0", "ready"), ("Silo_1", "ready"), ("Silo_2", "away")], nodes.Select(node => (node.Node, node.State)));
        Assert.DoesNotContain("Silo_2", cluster.Service<PoolDirectory>("Silo_1").Route(Scopes.Shared, "python"));
    }

    [Fact]
    public async Task HandOver_OfAPool_IsRoutedAroundAndEndsNothing()
    {
        await using var cluster = await SiloCluster.Start();
        var alice = await cluster.Opened("Silo_0", "alice");
        await cluster.Grains("Silo_1").GetGrain<INodePoolGrain>("Silo_0").HandOver();
        var bob = await cluster.Opened("Silo_0", "bob");
        Assert.NotEqual("Silo_0", bob.Sandbox!.Value.Node);
        await cluster.Until(() => ValueTask.FromResult(!cluster.Service<PoolDirectory>("Silo_2").Route(Scopes.Shared, "python").Contains("Silo_0")));
        Assert.Equal(alice.Sandbox, (await cluster.Session("Silo_2", "alice").Use()).Value!.Sandbox);
    }

    [Fact]
    public async Task NodeAway_Call_SaysSoToTheCaller()
    {
        await using var cluster = await SiloCluster.Start();
        var alice = await cluster.Opened("Silo_2", "alice");
        await cluster.Kill("Silo_2");
        var away = await Assert.ThrowsAsync<NodeAwayException>(async () => await cluster.Sandbox("Silo_0", alice.Sandbox!.Value).Status());
        Assert.Equal("Silo_2", away.Node);
    }

    [Fact]
    public async Task NodeAway_BeforeItIsLost_KeepsTheSession()
    {
        await using var cluster = await SiloCluster.Start();
        await cluster.Opened("Silo_2", "alice");
        await cluster.Kill("Silo_2");
        Assert.Equal(RefusalCode.NodeUnavailable, (await cluster.Session("Silo_0", "alice").Use()).Refusal!.Code);
        Assert.Equal(RefusalCode.NodeUnavailable, (await cluster.Session("Silo_0", "alice").Renew(new(null, null))).Refusal!.Code);
        Assert.Equal(RefusalCode.NodeUnavailable, (await cluster.Session("Silo_1", "alice").Open(new(), TestContext.Current.CancellationToken)).Refusal!.Code);
        Assert.Null(await cluster.EndOf("Silo_1", "alice"));
    }

    [Fact]
    public async Task NodeAway_ForTooLong_LosesItsSessionsThoughNobodyAsks()
    {
        await using var cluster = await SiloCluster.Start();
        await cluster.Opened("Silo_2", "alice");
        await cluster.Opened("Silo_1", "bob");
        await cluster.Kill("Silo_2");
        cluster.Time.Advance(TimeSpan.FromSeconds(8));
        await cluster.Session("Silo_0", "bob").Get();
        Assert.True(cluster.Storage.Row("alice")!.IsActive);
        await cluster.Until(() => ValueTask.FromResult(!cluster.Storage.Row("alice")!.IsActive), TimeSpan.FromMilliseconds(100));
        Assert.Equal(EndReason.NodeLost, cluster.Storage.Row("alice")!.Ended!.Reason);
        Assert.True(cluster.Storage.Row("bob")!.IsActive);
        Assert.NotEqual("Silo_2", (await cluster.Opened("Silo_0", "alice")).Sandbox!.Value.Node);
    }

    [Fact]
    public async Task SessionsSilo_Killed_TheSessionGoesOnElsewhere()
    {
        await using var cluster = await SiloCluster.Start();
        var alice = await cluster.Opened("Silo_0", "alice");
        await cluster.Session("Silo_0", "alice").Renew(new(500, null));
        // Its grain is on Silo_0; have it one whose grain and sandbox part.
        var bob = await OpenedElsewhere(cluster, "Silo_2");
        await cluster.Kill("Silo_2");
        Assert.Equal(bob.Sandbox, (await cluster.Session("Silo_1", bob.Id.Name).Use()).Value!.Sandbox);
        Assert.Equal(alice.Sandbox, (await cluster.Session("Silo_1", "alice").Use()).Value!.Sandbox);
    }

    [Fact]
    public async Task Silo_KilledAndStartedAgain_ServesAgainAndWhatItHadIsLost()
    {
        await using var cluster = await SiloCluster.Start();
        await cluster.Opened(SiloCluster.Last, "alice");
        await cluster.Kill(SiloCluster.Last);
        await cluster.StartLastAgain();
        await cluster.Until(() => cluster.AllAreWarm(2), TimeSpan.FromMilliseconds(50));
        await cluster.Until(async () => await cluster.EndOf("Silo_0", "alice") is not null, TimeSpan.FromMilliseconds(50));
        Assert.Equal(EndReason.NodeLost, await cluster.EndOf("Silo_0", "alice"));
        Assert.Equal(SessionState.Active, (await cluster.Opened(SiloCluster.Last, "carol")).State);
    }

    [Fact]
    public async Task Silo_Stopped_ItsSessionsWithSandboxesElsewhereGoOn()
    {
        await using var cluster = await SiloCluster.Start();
        var bob = await OpenedElsewhere(cluster, "Silo_2");
        await cluster.Stop("Silo_2");
        Assert.Equal(bob.Sandbox, (await cluster.Session("Silo_1", "bob").Use()).Value!.Sandbox);
    }

    [Fact]
    public async Task Reconcile_SandboxThatItsNodeDoesNotHave_EndsTheSessionThoughNobodyAsks()
    {
        await using var cluster = await SiloCluster.Start();
        var alice = await cluster.Opened("Silo_1", "alice");
        var row = cluster.Storage.Row("alice")!;
        await cluster.Forget(cluster.Session("Silo_1", "alice"));
        cluster.Storage.Put("alice", row with { Sandbox = new("Silo_1", "of-a-former-life"), Lease = LeaseId.New(alice.Id) });
        await cluster.Until(() => ValueTask.FromResult(!cluster.Storage.Row("alice")!.IsActive), TimeSpan.FromMilliseconds(200));
        Assert.Equal(EndReason.NodeLost, cluster.Storage.Row("alice")!.Ended!.Reason);
    }

    /// <summary>As after a silo that ended before it could store how its session did.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reconcile_SandboxThatWasWipedSince_EndsTheSessionThoughNobodyAsks(bool givenToAnother)
    {
        await using var cluster = await SiloCluster.Start(idle: 1, settings: [("Templates:MaxTotal", "1"), ("Templates:MaxUses:python", "3")]);
        var alice = await cluster.Opened("Silo_1", "alice");
        var row = cluster.Storage.Row("alice")!;
        await cluster.Session("Silo_1", "alice").Release(EndReason.Released, null);
        await cluster.Until(async () => (await cluster.Shelf("Silo_1")).Idle == 1);
        if (givenToAnother)
        {
            Assert.Equal(alice.Sandbox, (await cluster.Opened("Silo_1", "bob")).Sandbox);
        }

        cluster.Storage.Put("alice", row);

        await cluster.Until(() => ValueTask.FromResult(!cluster.Storage.Row("alice")!.IsActive), TimeSpan.FromMilliseconds(200));
        Assert.Equal(EndReason.Released, cluster.Storage.Row("alice")!.Ended!.Reason);
        Assert.Contains(alice.Sandbox!.Value, await cluster.Sandboxes("Silo_1"));
        Assert.Equal(givenToAnother, cluster.Storage.Row("bob") is { IsActive: true });
    }

    /// <summary>A session whose grain is on one silo and whose sandbox is on another.</summary>
    private static async Task<SessionView> OpenedElsewhere(SiloCluster cluster, string grainOn)
    {
        await cluster.Grains(grainOn).GetGrain<INodePoolGrain>(grainOn).HandOver();
        var opened = await cluster.Opened(grainOn, "bob");
        Assert.NotEqual(grainOn, opened.Sandbox!.Value.Node);
        return opened;
    }
}
