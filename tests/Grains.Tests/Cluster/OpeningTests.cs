using Sandboxes.Abstractions;

namespace Sandboxes.GrainTests.Cluster;

public sealed class OpeningTests
{
    [Fact]
    public async Task Open_WarmSandbox_IsServedAndActive()
    {
        await using var cluster = await SandboxCluster.StartWarm();

        var opened = await cluster.Opened("alice");

        Assert.True(opened.Created);
        Assert.Equal((SessionState.Active, "python", ServedFrom.Warm), (opened.Session.State, opened.Session.Template, opened.Session.Served!.From));
        Assert.Equal(opened.Session.Sandbox, (await cluster.Session("alice").Use()).Value!.Sandbox);
    }

    [Fact]
    public async Task Open_Leased_IsRefilledInTheBackground()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        await cluster.Opened("alice");
        await cluster.Until(async () => await cluster.Shelf() is { Idle: 2, Bound: 1 });
    }

    [Fact]
    public async Task Open_Again_AnswersTheSameSession()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var first = await cluster.Opened("alice");
        var second = await cluster.Opened("alice");
        Assert.False(second.Created);
        Assert.Equal((first.Session.Incarnation, first.Session.Sandbox), (second.Session.Incarnation, second.Session.Sandbox));
    }

    [Fact]
    public async Task Open_SameRequestMadeAgain_IsToldThatItOpenedTheSession()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var request = new OpenSession { Request = Guid.NewGuid() };
        await cluster.Opened("alice", request);

        var again = await cluster.Opened("alice", request);
        var another = await cluster.Opened("alice", new() { Request = Guid.NewGuid() });

        Assert.Equal((true, false), (again.Created, another.Created));
    }

    [Fact]
    public async Task Open_AgainWhileTheAgentIsSilent_IsRefusedAndTheSessionStays()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var first = await cluster.Opened("alice");
        cluster.Runtime.Faults.LoseRenewReplies = 2;
        Assert.Equal(RefusalCode.NodeUnavailable, (await cluster.Open("alice")).Refusal!.Code);
        var again = await cluster.Opened("alice");
        Assert.Equal((false, first.Session.Sandbox), (again.Created, again.Session.Sandbox));
    }

    [Fact]
    public async Task Renew_AgentIsSilent_IsRefusedAndTheSessionStays()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var first = await cluster.Opened("alice");
        cluster.Runtime.Faults.LoseRenewReplies = 2;
        Assert.Equal(RefusalCode.NodeUnavailable, (await cluster.Session("alice").Renew(new(500, null))).Refusal!.Code);
        Assert.Equal(first.Session.Sandbox, (await cluster.Session("alice").Renew(new(500, null))).Value!.Sandbox);
    }

    [Fact]
    public async Task Open_AfterTheEnd_IsANewIncarnation()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var first = await cluster.Opened("alice");
        await cluster.Session("alice").Release(EndReason.Released, null);
        var second = await cluster.Opened("alice");
        Assert.True(second.Created);
        Assert.True(second.Session.Incarnation > first.Session.Incarnation);
        Assert.NotEqual(first.Session.Sandbox, second.Session.Sandbox);
    }

    [Fact]
    public async Task Open_ManyAtOnceForOneId_OpenOneSession()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cluster.Opened("alice")));
        Assert.Single(answers, answer => answer.Created);
        Assert.Single(answers.Select(answer => answer.Session.Sandbox).Distinct());
    }

    [Fact]
    public async Task Open_AnotherTemplate_IsAConflict()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        await cluster.Opened("alice");
        Assert.Equal(RefusalCode.SessionConflict, (await cluster.Open("alice", new() { Template = "bash" })).Refusal!.Code);
    }

    [Fact]
    public async Task Open_Files_AreThereBeforeTheAnswer()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        await cluster.Opened("alice", new() { Files = [new("a/main.py", [1, 2, 3])] });
        var place = (await cluster.Session("alice").Use()).Value!;
        Assert.Equal(3, (await cluster.Sandbox(place.Sandbox).Stat(place.Lease, "a/main.py")).Value!.Size);
    }

    [Fact]
    public async Task Open_FilesThatDoNotFit_EndsTheSandboxAndSaysWhy()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var files = Enumerable.Range(0, 2).Select(i => new SessionFile($"f{i}", new byte[80 << 20])).ToList();
        Assert.Equal(RefusalCode.WorkspaceFull, (await cluster.Open("alice", new() { Files = files })).Refusal!.Code);
        Assert.Equal(EndReason.StartFailed, (await cluster.Session("alice").Get())!.Ended!.Reason);
        await cluster.Until(async () => (await cluster.Shelf()).Bound == 0);
    }

    [Fact]
    public async Task Open_Fail_IsRefusedWhenNoneIsIdle()
    {
        await using var cluster = await SandboxCluster.Start(("Simulated:BootMs", "60000"));
        Assert.Equal(RefusalCode.PoolEmpty, (await cluster.Open("alice", new() { WhenEmpty = WhenEmpty.Fail })).Refusal!.Code);
        Assert.Null(await cluster.Session("alice").Get());
    }

    [Fact]
    public async Task Open_Wait_IsServedByTheNextThatIsReady()
    {
        await using var cluster = await SandboxCluster.Start(("Simulated:BootMs", "5000"));
        var opening = cluster.Opened("alice");
        await cluster.Until(() => ValueTask.FromResult(opening.IsCompleted), TimeSpan.FromMilliseconds(50));
        Assert.Equal(ServedFrom.Wait, (await opening).Session.Served!.From);
    }

    [Fact]
    public async Task Open_WaitTooLong_IsRefusedWithItsPosition()
    {
        await using var cluster = await SandboxCluster.Start(("Simulated:BootMs", "50000"));
        var opening = cluster.Open("alice", new() { WaitSeconds = 2 }).AsTask();
        await cluster.Until(() => ValueTask.FromResult(opening.IsCompleted), TimeSpan.FromMilliseconds(50));
        var refusal = (await opening).Refusal!;
        Assert.Equal((RefusalCode.WaitTimeout, 1), (refusal.Code, refusal.Position));
        Assert.Equal(0, (await cluster.Shelf()).Waiting);
    }

    [Fact]
    public async Task Open_QueueFull_IsRefusedAtOnce()
    {
        await using var cluster = await SandboxCluster.Start(("Simulated:BootMs", "50000"), ("Pool:MaxWaiting", "1"));
        var waiting = cluster.Open("alice").AsTask();
        await cluster.Until(async () => (await cluster.Shelf()).Waiting == 1);
        Assert.Equal(RefusalCode.QueueFull, (await cluster.Open("bob")).Refusal!.Code);
        await cluster.Until(() => ValueTask.FromResult(waiting.IsCompleted), TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task Open_CallerGone_LeavesTheQueue()
    {
        await using var cluster = await SandboxCluster.Start(("Simulated:BootMs", "50000"));
        using var caller = new CancellationTokenSource();
        var waiting = cluster.Session("alice").Open(new(), caller.Token).AsTask();
        await cluster.Until(async () => (await cluster.Shelf()).Waiting == 1);
        await caller.CancelAsync();
        await cluster.Until(async () => (await cluster.Shelf()).Waiting == 0);
        await Task.WhenAny(waiting);
    }

    [Fact]
    public async Task Release_WhileOpening_LeavesTheQueueAndSaysSo()
    {
        await using var cluster = await SandboxCluster.Start(("Simulated:BootMs", "50000"));
        var waiting = cluster.Open("alice").AsTask();
        await cluster.Until(async () => (await cluster.Shelf()).Waiting == 1);
        Assert.Equal(SessionState.Opening, (await cluster.Session("alice").Get())!.State);
        await cluster.Session("alice").Release(EndReason.Released, null);
        Assert.Equal(RefusalCode.SessionEnded, (await waiting).Refusal!.Code);
    }

    [Fact]
    public async Task Open_Cold_StartsOneForTheCaller()
    {
        await using var cluster = await SandboxCluster.Start(("Simulated:BootMs", "1000"));
        var opening = cluster.Opened("alice", new() { Template = "bash", WhenEmpty = WhenEmpty.Cold });
        await cluster.Until(() => ValueTask.FromResult(opening.IsCompleted), TimeSpan.FromMilliseconds(50));
        Assert.Equal(ServedFrom.Cold, (await opening).Session.Served!.From);
    }

    [Fact]
    public async Task Open_ColdAndCreationFails_IsRefused()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        cluster.Runtime.Faults.FailCreates = 1;
        var refusal = (await cluster.Open("alice", new() { Template = "bash", WhenEmpty = WhenEmpty.Cold })).Refusal!;
        Assert.Equal(RefusalCode.StartFailed, refusal.Code);
    }
}
