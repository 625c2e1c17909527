using Sandboxes.Abstractions;

namespace Sandboxes.GrainTests.Cluster;

/// <summary>What a session does while its row cannot be read or written.</summary>
public sealed class StorageFaultTests
{
    [Fact]
    public async Task Open_StorageKnownToBeDown_IsRefusedBeforeAnythingIsLeased()
    {
        await using var cluster = await SiloCluster.Start();
        cluster.Storage.IsDown = true;
        var refusal = (await cluster.Session("Silo_0", "alice").Open(new(), TestContext.Current.CancellationToken)).Refusal!;
        Assert.Equal((RefusalCode.StorageUnavailable, 1), (refusal.Code, refusal.RetryAfterSeconds));
        Assert.Equal(2, (await cluster.Shelf("Silo_0")).Idle);
    }

    [Fact]
    public async Task Open_WriteFailsAfterTheBind_EndsTheSandboxAndOpensOnceItIsBack()
    {
        await using var cluster = await SiloCluster.Start();
        await cluster.Session("Silo_0", "alice").Get();
        cluster.Storage.BeforeWrite = _ => { cluster.Storage.Broken = true; return Task.CompletedTask; };
        var before = await cluster.AllSandboxes();
        Assert.Equal(RefusalCode.StorageUnavailable, (await cluster.TryOpen("Silo_0", "alice")).Refusal!.Code);
        await cluster.Until(async () => before.Except(await cluster.AllSandboxes()).Count() == 1);
        cluster.Storage.BeforeWrite = _ => Task.CompletedTask;
        cluster.Storage.Broken = false;
        await cluster.Until(async () => (await cluster.TryOpen("Silo_0", "alice")).Value is { Created: true }, TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Open_WhileTheRowIsWritten_TheSandboxIsBoundAndNotConfirmed()
    {
        await using var cluster = await SiloCluster.Start();
        SandboxStatus? meanwhile = null;
        cluster.Storage.BeforeWrite = async row => meanwhile ??= await cluster.Sandbox("Silo_0", row.Sandbox).Status();
        await cluster.Opened("Silo_0", "alice");
        Assert.Equal((cluster.Storage.Row("alice")!.Lease, false), (meanwhile!.Lease, meanwhile.Confirmed));
    }

    [Fact]
    public async Task Open_AnswerOfTheWriteIsLost_TheRowIsPutRight()
    {
        await using var cluster = await SiloCluster.Start();
        cluster.Storage.LoseAnswers = 1;
        Assert.Equal(RefusalCode.StorageUnavailable, (await cluster.TryOpen("Silo_0", "alice")).Refusal!.Code);
        await cluster.Until(() => ValueTask.FromResult(cluster.Storage.Row("alice") is { IsActive: false }), TimeSpan.FromMilliseconds(50));
        Assert.Equal(EndReason.StartFailed, cluster.Storage.Row("alice")!.Ended!.Reason);
        Assert.True((await cluster.TryOpen("Silo_1", "alice")).Value!.Created);
    }

    [Fact]
    public async Task Renew_StorageDown_SucceedsAtTheAgentAndIsStoredLater()
    {
        await using var cluster = await SiloCluster.Start();
        await cluster.Opened("Silo_0", "alice");
        (cluster.Storage.Broken, cluster.Storage.IsDown) = (true, true);
        var renewed = await cluster.Session("Silo_0", "alice").Renew(new(700, 7_000));
        Assert.Equal(cluster.Time.GetUtcNow().AddSeconds(7_000), renewed.Value!.ExpiresAt);
        Assert.NotEqual(renewed.Value.ExpiresAt, cluster.Storage.Row("alice")!.ExpiresAt);
        (cluster.Storage.Broken, cluster.Storage.IsDown) = (false, false);
        await cluster.Until(() => ValueTask.FromResult(cluster.Storage.Row("alice")!.ExpiresAt == renewed.Value.ExpiresAt), TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Release_StorageDown_EndsTheSandboxAtOnceAndTheRowLater()
    {
        await using var cluster = await SiloCluster.Start();
        var alice = await cluster.Opened("Silo_0", "alice");
        (cluster.Storage.Broken, cluster.Storage.IsDown) = (true, true);
        await cluster.Session("Silo_0", "alice").Release(EndReason.Released, null);
        Assert.DoesNotContain(alice.Sandbox!.Value, await cluster.AllSandboxes());
        Assert.Equal(RefusalCode.SessionEnded, (await cluster.Session("Silo_0", "alice").Use()).Refusal!.Code);
        (cluster.Storage.Broken, cluster.Storage.IsDown) = (false, false);
        await cluster.Until(() => ValueTask.FromResult(cluster.Storage.Row("alice") is { IsActive: false }), TimeSpan.FromMilliseconds(50));
        Assert.Equal(EndReason.Released, cluster.Storage.Row("alice")!.Ended!.Reason);
    }

    [Fact]
    public async Task Activation_StorageDown_SaysSoAndReadsLater()
    {
        await using var cluster = await SiloCluster.Start();
        var alice = await cluster.Opened("Silo_0", "alice");
        await cluster.Forget(cluster.Session("Silo_0", "alice"));
        cluster.Storage.Broken = true;
        Assert.Equal(RefusalCode.StorageUnavailable, (await cluster.Session("Silo_1", "alice").Use()).Refusal!.Code);
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await cluster.Session("Silo_1", "alice").Get());
        cluster.Storage.Broken = false;
        await cluster.Until(async () => (await cluster.Session("Silo_1", "alice").Use()).Value?.Sandbox == alice.Sandbox);
    }

    [Fact]
    public async Task Activation_RowIsBehindTheAgent_TakesTheAgentsDeadlines()
    {
        await using var cluster = await SiloCluster.Start();
        await cluster.Opened("Silo_0", "alice", new() { LifetimeSeconds = 100, IdleTimeoutSeconds = 90 });
        var behind = cluster.Storage.Row("alice")!;
        await cluster.Session("Silo_0", "alice").Renew(new(3_000, 3_000));
        await cluster.Forget(cluster.Session("Silo_0", "alice"));
        cluster.Storage.Put("alice", behind);
        await cluster.Until(async () => (await cluster.Session("Silo_1", "alice").Get()) is { } view && view.ExpiresAt > behind.ExpiresAt);
        cluster.Time.Advance(TimeSpan.FromSeconds(200));
        Assert.Null(await cluster.EndOf("Silo_1", "alice"));
        await cluster.Until(() => ValueTask.FromResult(cluster.Storage.Row("alice")!.ExpiresAt > behind.ExpiresAt));
    }

    [Fact]
    public async Task Open_AgainAndTheRowSaysNothingOfHowItWasServed_PutsTheFiles()
    {
        await using var cluster = await SiloCluster.Start();
        await cluster.Opened("Silo_0", "alice");
        Assert.Null(cluster.Storage.Row("alice")!.Served);
        await cluster.Forget(cluster.Session("Silo_0", "alice"));
        await cluster.Opened("Silo_1", "alice", new() { Files = [new("main.py", [1, 2, 3])] });
        var place = (await cluster.Session("Silo_1", "alice").Use()).Value!;
        Assert.Equal(3, (await cluster.Sandbox("Silo_1", place.Sandbox).Stat(place.Lease, "main.py")).Value!.Size);
    }

    [Fact]
    public async Task Activation_StoredAndNeverConfirmed_EndsAsNeverOpened()
    {
        await using var cluster = await SiloCluster.Start();
        var (session, sandbox) = (new SessionId("default", "alice"), (await cluster.Sandboxes("Silo_1"))[0]);
        var lease = LeaseId.New(session);
        await cluster.Sandbox("Silo_1", sandbox).Bind(lease, session, TimeSpan.FromMinutes(10));
        cluster.Storage.Put("alice", new()
        {
            Incarnation = 1,
            Template = "python",
            Revision = 1,
            Lease = lease,
            Sandbox = sandbox,
            CreatedAt = cluster.Time.GetUtcNow(),
            ExpiresAt = cluster.Time.GetUtcNow().AddHours(1),
            IdleTimeout = TimeSpan.FromHours(1),
            ActiveAt = cluster.Time.GetUtcNow(),
        });
        await cluster.Until(async () => await cluster.EndOf("Silo_0", "alice") is not null);
        Assert.Equal(EndReason.StartFailed, await cluster.EndOf("Silo_0", "alice"));
        await cluster.Until(async () => !(await cluster.AllSandboxes()).Contains(sandbox));
    }

    /// <summary>What it last read is not what is stored: another activation went on meanwhile.</summary>
    [Fact]
    public async Task Holds_WhileItsOwnRowWaitsToBeWritten_ReadsWhatIsStored()
    {
        await using var cluster = await SiloCluster.Start();
        var alice = await cluster.Opened("Silo_0", "alice");
        var other = cluster.Storage.Row("alice")! with { Incarnation = alice.Incarnation + 1, Lease = LeaseId.New(alice.Id) };
        cluster.Storage.BeforeWrite = _ => Task.FromException(new StorageUnavailableException("Nothing is written."));
        await cluster.Session("Silo_0", "alice").Release(EndReason.Released, null);
        cluster.Storage.Put("alice", other);
        Assert.True(await cluster.Session("Silo_0", "alice").Holds(other.Lease));
    }

    [Fact]
    public async Task Write_AnotherActivationWentOn_OursGivesWay()
    {
        await using var cluster = await SiloCluster.Start();
        var alice = await cluster.Opened("Silo_0", "alice");
        var other = cluster.Storage.Row("alice")! with { Incarnation = alice.Incarnation + 1, Lease = LeaseId.New(alice.Id), Sandbox = new("Silo_1", "of-another") };
        cluster.Storage.Put("alice", other);
        await cluster.Session("Silo_0", "alice").Renew(new(500, null));
        await cluster.Until(async () => !(await cluster.AllSandboxes()).Contains(alice.Sandbox!.Value));
        Assert.Equal(other.Lease, cluster.Storage.Row("alice")!.Lease);
    }
}
