using Sandboxes.Abstractions;

namespace Sandboxes.GrainTests.Cluster;

/// <summary>A pool that knows nothing finds sandboxes that live on.</summary>
public sealed class AdoptionTests
{
    [Fact]
    public async Task Pool_ActivatedAnew_PutsIdleOnesBackAndMakesNone()
    {
        await using var cluster = await SiloCluster.Start(idle: 3);
        var before = await cluster.Sandboxes("Silo_0");
        await cluster.ForgetPool("Silo_0");
        await cluster.Until(() => cluster.IsFull("Silo_0", 3), TimeSpan.FromMilliseconds(20));
        Assert.Equal(before.ToHashSet(), (await cluster.Sandboxes("Silo_0")).ToHashSet());
    }

    [Fact]
    public async Task Pool_ActivatedAnew_LeavesBoundOnesWithTheirSessionsAndHearsOfTheirEnd()
    {
        await using var cluster = await SiloCluster.Start();
        var alice = await cluster.Opened("Silo_0", "alice");
        await cluster.ForgetPool("Silo_0");
        await cluster.Until(async () => await cluster.Shelf("Silo_0") is { Idle: 2, Bound: 1 }, TimeSpan.FromMilliseconds(20));
        Assert.Equal(alice.Sandbox, (await cluster.Session("Silo_1", "alice").Use()).Value!.Sandbox);
        cluster.Runtime("Silo_0").Crash(alice.Sandbox!.Value, EndReason.OutOfMemory);
        await cluster.Until(async () => await cluster.EndOf("Silo_1", "alice") is not null);
        Assert.Equal(EndReason.OutOfMemory, await cluster.EndOf("Silo_1", "alice"));
        await cluster.Until(async () => await cluster.Shelf("Silo_0") is { Bound: 0 });
    }

    [Fact]
    public async Task SandboxGrain_ActivatedAnew_LearnsWhomToTellFromItsAgent()
    {
        await using var cluster = await SiloCluster.Start();
        var alice = await cluster.Opened("Silo_0", "alice");
        await cluster.Forget(cluster.Sandbox("Silo_0", alice.Sandbox!.Value));
        await cluster.ForgetPool("Silo_0");
        await cluster.Until(async () => await cluster.Shelf("Silo_0") is { Bound: 1 }, TimeSpan.FromMilliseconds(20));
        cluster.Runtime("Silo_0").Crash(alice.Sandbox!.Value);
        await cluster.Until(async () => await cluster.EndOf("Silo_1", "alice") == EndReason.Crashed);
    }

    [Fact]
    public async Task Pool_FindsALeaseThatNoSessionHolds_EndsIt()
    {
        await using var cluster = await SiloCluster.Start();
        var orphan = (await cluster.Sandboxes("Silo_1"))[0];
        var session = new SessionId("default", "nobody");
        var lease = LeaseId.New(session);
        await cluster.Sandbox("Silo_1", orphan).Bind(lease, session, TimeSpan.FromMinutes(10));
        var confirmed = await cluster.Sandbox("Silo_1", orphan).Confirm(lease, new(TimeSpan.FromHours(1), TimeSpan.FromHours(1)), null);
        Assert.Equal(LatchResult.Ok, confirmed);
        await cluster.ForgetPool("Silo_1");
        await cluster.Until(async () => !(await cluster.Sandboxes("Silo_1")).Contains(orphan), TimeSpan.FromMilliseconds(20));
    }

    /// <summary>An activation that knows nothing of the open says no; another one may be about to write its row.</summary>
    [Fact]
    public async Task Pool_FindsALeaseThatIsBeingOpenedElsewhere_LeavesItToItsDeadline()
    {
        await using var cluster = await SiloCluster.Start();
        var (session, opening) = (new SessionId("default", "alice"), (await cluster.Sandboxes("Silo_1"))[0]);
        var lease = LeaseId.New(session);
        await cluster.Sandbox("Silo_1", opening).Bind(lease, session, TimeSpan.FromMinutes(10));
        await cluster.ForgetPool("Silo_1");
        await cluster.Until(async () => await cluster.Shelf("Silo_1") is { Bound: 1 }, TimeSpan.FromMilliseconds(20));
        var asked = cluster.Storage.Reads; // each question reads the row twice at most, so by then it was asked several times
        await cluster.Until(async () => cluster.Storage.Reads >= asked + 12 || !(await cluster.Sandboxes("Silo_1")).Contains(opening), TimeSpan.FromMilliseconds(200));
        Assert.Equal(LatchResult.Ok, await cluster.Sandbox("Silo_1", opening).Confirm(lease, new(TimeSpan.FromHours(1), TimeSpan.FromHours(1)), null));
    }

    [Fact]
    public async Task Pool_FindsALeaseWhileTheStorageIsDown_WaitsWithItsJudgement()
    {
        await using var cluster = await SiloCluster.Start();
        var alice = await cluster.Opened("Silo_0", "alice");
        await cluster.Forget(cluster.Session("Silo_0", "alice"));
        cluster.Storage.Broken = true;
        await cluster.ForgetPool("Silo_0");
        await cluster.Until(async () => await cluster.Shelf("Silo_0") is { Bound: 1 }, TimeSpan.FromMilliseconds(20));
        cluster.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains(alice.Sandbox!.Value, await cluster.Sandboxes("Silo_0"));
        cluster.Storage.Broken = false;
        await cluster.Until(async () => (await cluster.Session("Silo_1", "alice").Use()).Value?.Sandbox == alice.Sandbox);
    }

    [Fact]
    public async Task Session_EndedWhileItsNodeWasNotReached_ItsSandboxIsEndedByThePool()
    {
        await using var cluster = await SiloCluster.Start();
        var alice = await cluster.Opened("Silo_0", "alice");
        var row = cluster.Storage.Row("alice")!;
        await cluster.Forget(cluster.Session("Silo_0", "alice"));
        cluster.Storage.Put("alice", row with { Ended = new(cluster.Time.GetUtcNow(), EndReason.Released, null) });
        await cluster.Until(async () => !(await cluster.Sandboxes("Silo_0")).Contains(alice.Sandbox!.Value), TimeSpan.FromMilliseconds(200));
    }
}
