using Sandboxes.Abstractions;

namespace Sandboxes.GrainTests.Cluster;

public sealed class EndingTests
{
    [Fact]
    public async Task Release_Twice_EndsOnceAndTheSandboxIsGone()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var opened = await cluster.Opened("alice");
        await cluster.Session("alice").Release(EndReason.Released, "done");
        await cluster.Session("alice").Release(EndReason.Operator, null);

        Assert.DoesNotContain(opened.Session.Sandbox!.Value, await cluster.Sandboxes());
        Assert.Equal((EndReason.Released, "done"), (await cluster.EndOf("alice"))!.Value);
        Assert.Equal(RefusalCode.SessionEnded, (await cluster.Session("alice").Use()).Refusal!.Code);
        Assert.Equal(RefusalCode.SessionEnded, (await cluster.Session("alice").Renew(new(null, null))).Refusal!.Code);
    }

    [Fact]
    public async Task Session_NeverOpened_IsNotFound()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        Assert.Null(await cluster.Session("nobody").Get());
        Assert.Equal(RefusalCode.SessionNotFound, (await cluster.Session("nobody").Use()).Refusal!.Code);
    }

    [Fact]
    public async Task Idle_NeverUsed_EndsAsUnused()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        await cluster.Opened("alice", new() { IdleTimeoutSeconds = 10 });
        await cluster.Until(async () => await cluster.EndOf("alice") is not null, TimeSpan.FromSeconds(1));
        Assert.Equal(EndReason.Unused, (await cluster.EndOf("alice"))!.Value.Reason);
    }

    [Fact]
    public async Task Idle_AfterUse_EndsAtTheTimeout()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var opened = await cluster.Opened("alice", new() { IdleTimeoutSeconds = 10 });
        await cluster.Run("alice", "echo", "x");
        cluster.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Null(await cluster.EndOf("alice"));
        await cluster.Until(async () => await cluster.EndOf("alice") is not null, TimeSpan.FromMilliseconds(100));
        Assert.Equal(EndReason.IdleTimeout, (await cluster.EndOf("alice"))!.Value.Reason);
        Assert.DoesNotContain(opened.Session.Sandbox!.Value, await cluster.Sandboxes());
    }

    [Fact]
    public async Task Idle_CodeRuns_DoesNotEnd()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        await cluster.Opened("alice", new() { IdleTimeoutSeconds = 10 });
        await cluster.Run("alice", "sleep", "40");
        for (var seconds = 0; seconds < 39; seconds++)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Null(await cluster.EndOf("alice"));
        }

        await cluster.Until(async () => await cluster.EndOf("alice") is not null, TimeSpan.FromSeconds(1));
        Assert.Equal(EndReason.IdleTimeout, (await cluster.EndOf("alice"))!.Value.Reason);
    }

    [Fact]
    public async Task Lifetime_Over_EndsRunningCodeToo()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        await cluster.Opened("alice", new() { IdleTimeoutSeconds = 100, LifetimeSeconds = 20 });
        await cluster.Run("alice", "sleep", "1000");
        await cluster.Until(async () => await cluster.EndOf("alice") is not null, TimeSpan.FromSeconds(1));
        Assert.Equal(EndReason.Lifetime, (await cluster.EndOf("alice"))!.Value.Reason);
    }

    [Fact]
    public async Task Renew_BeforeTheTimeout_MovesIt()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        await cluster.Opened("alice", new() { IdleTimeoutSeconds = 10 });
        cluster.Time.Advance(TimeSpan.FromSeconds(8));
        var renewed = (await cluster.Session("alice").Renew(new(20, null))).Value!;
        Assert.Equal(cluster.Time.GetUtcNow().AddSeconds(20), renewed.IdleExpiresAt);
        cluster.Time.Advance(TimeSpan.FromSeconds(19));
        Assert.Null(await cluster.EndOf("alice"));
    }

    [Fact]
    public async Task Crash_OfABoundSandbox_IsToldAndRefilled()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var opened = await cluster.Opened("alice");
        cluster.Runtime.Crash(opened.Session.Sandbox!.Value, EndReason.OutOfMemory);
        await cluster.Until(async () => await cluster.EndOf("alice") is not null);
        Assert.Equal(EndReason.OutOfMemory, (await cluster.EndOf("alice"))!.Value.Reason);
        await cluster.Until(async () => await cluster.Shelf() is { Idle: 2, Bound: 0 });
    }

    [Fact]
    public async Task Crash_OfAnIdleSandbox_IsRefilled()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var lost = (await cluster.Sandboxes())[0];
        cluster.Runtime.Crash(lost);
        await cluster.Until(async () => !(await cluster.Sandboxes()).Contains(lost) && await cluster.Shelf() is { Idle: 2 });
        Assert.NotEqual(lost, (await cluster.Opened("alice")).Session.Sandbox);
    }

    [Fact]
    public async Task Execute_AfterTheSandboxIsGone_IsRefusedAsEnded()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        await cluster.Opened("alice");
        var place = (await cluster.Session("alice").Use()).Value!;
        cluster.Runtime.Crash(place.Sandbox);
        var started = await cluster.Sandbox(place.Sandbox).Execute(place.Lease, new() { Command = ["echo"] });
        Assert.Equal(RefusalCode.SessionEnded, started.Refusal!.Code);
    }

    [Fact]
    public async Task Channel_CutWhileIdle_IsOpenedAgain()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        foreach (var sandbox in await cluster.Sandboxes())
        {
            cluster.Runtime.Cut(sandbox);
        }

        Assert.Equal(ServedFrom.Warm, (await cluster.Opened("alice")).Session.Served!.From);
    }

    [Fact]
    public async Task Drain_Always_EndsSessionsAsDrainedAndLeavesNothing()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        await cluster.Opened("alice");
        await cluster.Pool.Drain();
        Assert.Empty(await cluster.Sandboxes());
        await cluster.Until(async () => await cluster.EndOf("alice") is not null);
        Assert.Equal(EndReason.Drained, (await cluster.EndOf("alice"))!.Value.Reason);
        Assert.Equal(RefusalCode.NodeUnavailable, (await cluster.Open("bob")).Refusal!.Code);
    }

    [Fact]
    public async Task Drain_WhileSandboxesBoot_AbandonsThem()
    {
        await using var cluster = await SandboxCluster.Start(("Simulated:BootMs", "50000"));
        await cluster.Until(async () => (await cluster.Shelf()).Starting == 2);
        await cluster.Pool.Drain();
        Assert.Empty(await cluster.Sandboxes());
    }

    [Fact]
    public async Task Ended_AfterAnHour_IsForgottenByTheNextWrite()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        await cluster.Opened("alice");
        await cluster.Session("alice").Release(EndReason.Released, null);
        await cluster.Pass(TimeSpan.FromHours(1));
        await cluster.Opened("bob");
        await cluster.Until(async () => await cluster.Session("alice").Get() is null);
    }
}
