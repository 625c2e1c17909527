using Sandboxes.Abstractions;

namespace Sandboxes.GrainTests.Cluster;

public sealed class TemplateTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Put_AnotherEnvironment_IsRolledOutAndLeased()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var before = (await cluster.Opened("before")).Session;

        var put = await Put(cluster, Python with { Env = new Dictionary<string, string> { ["A"] = "1" } });

        Assert.Equal((2, RolloutState.Running), (put.Entry.Newest.Revision, put.Entry.Rollout?.State));
        await cluster.Until(async () => (await RolloutOf(cluster))?.State == RolloutState.Done, Step);
        await cluster.Until(async () => (await cluster.Shelf()).Idle == 2, Step);
        Assert.Equal((1, 2), (before.Revision, (await cluster.Opened("after")).Session.Revision));
        Assert.Equal(SessionState.Active, (await cluster.Session("before").Get())?.State);
    }

    [Fact]
    public async Task Put_ARevisionThatCannotStart_IsGivenUpAndTheOldOneServed()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        cluster.Runtime.Faults.FailRevision = 2;
        await Put(cluster, Python with { Kernels = [] });

        await cluster.Until(async () => (await RolloutOf(cluster))?.State == RolloutState.Failed, Step);

        Assert.Contains("told to fail", (await RolloutOf(cluster))?.Reason);
        Assert.Equal(1, (await View(cluster)).Template.Revision);
        Assert.Equal(1, (await cluster.Opened("alice")).Session.Revision);
        Assert.Equal(3, (await Put(cluster, Python with { Kernels = [] })).Entry.Newest.Revision);
    }

    [Fact]
    public async Task Put_ARevisionThatNeverStarts_IsGivenUpAtItsDeadline()
    {
        await using var cluster = await SandboxCluster.Start(("Templates:RolloutDeadlineSeconds", "10"));
        await cluster.Until(async () => (await cluster.Shelf()).Idle == 2);
        cluster.Runtime.BootMs = 600_000;
        await Put(cluster, Python with { Kernels = [] });

        await cluster.Until(async () => (await RolloutOf(cluster))?.State == RolloutState.Failed, Step);

        Assert.StartsWith("Its deadline passed.", (await RolloutOf(cluster))?.Reason, StringComparison.Ordinal);
        Assert.Equal(1, (await cluster.Opened("alice")).Session.Revision);
    }

    [Fact]
    public async Task Put_TheSameAgain_ChangesNothing()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var changed = Python with { Env = new Dictionary<string, string> { ["A"] = "1" } };
        await Put(cluster, changed);
        var before = (await Catalog(cluster).Read(-1))!.Version;

        Assert.Equal(2, (await Put(cluster, changed with { Env = new Dictionary<string, string> { ["A"] = "1" } })).Entry.Newest.Revision);
        Assert.Equal(before, (await Catalog(cluster).Read(-1))!.Version);
    }

    [Fact]
    public async Task Put_OtherAmounts_KeepsWhatStands()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var before = await cluster.Sandboxes();
        Assert.Null((await Put(cluster, Python with { MinIdle = 3, MaxIdle = 3 })).Entry.Rollout);

        await cluster.Until(async () => (await cluster.Shelf()).Idle == 3, Step);

        Assert.Subset((await cluster.Sandboxes()).ToHashSet(), before.ToHashSet());
    }

    [Fact]
    public async Task Put_AConditionThatDoesNotHold_IsRefused()
    {
        await using var cluster = await SandboxCluster.StartWarm();

        Assert.Equal(RefusalCode.TemplateChanged, (await Catalog(cluster).Put(Python, new() { MustExist = true, Revisions = [7] })).Refusal?.Code);
        Assert.Equal(RefusalCode.TemplateChanged, (await Catalog(cluster).Put(Python, new() { MustNotExist = true })).Refusal?.Code);
        Assert.Equal(RefusalCode.TemplateChanged, (await Catalog(cluster).Put(Numbers, new() { MustExist = true })).Refusal?.Code);
        Assert.Null((await Catalog(cluster).Put(Python, new() { MustExist = true, Revisions = [1] })).Refusal);
    }

    [Fact]
    public async Task Put_AScheduleThatMeansNothing_IsRefused()
    {
        await using var cluster = await SandboxCluster.StartWarm();

        var refusal = (await Catalog(cluster).Put(Python with { Schedules = [new() { Cron = "soon", MinIdle = 3 }] }, TemplateCondition.None)).Refusal;

        Assert.Equal(RefusalCode.TemplateRefused, refusal?.Code);
        Assert.Contains("soon", refusal?.Detail);
    }

    [Fact]
    public async Task Put_MoreThanMayBe_IsRefused()
    {
        await using var cluster = await SandboxCluster.Start(("Templates:MaxTemplates", "4"));
        await Put(cluster, Numbers);

        Assert.Equal(RefusalCode.TooManyTemplates, (await Catalog(cluster).Put(Numbers with { Name = "words" }, TemplateCondition.None)).Refusal?.Code);
        await Catalog(cluster).Delete("numbers", TemplateCondition.None);
        await Put(cluster, Numbers with { Name = "words" });
    }

    [Fact]
    public async Task Put_ANewTemplate_IsThereForTheNextCall()
    {
        await using var cluster = await SandboxCluster.StartWarm();

        Assert.True((await Put(cluster, Numbers)).Created);

        Assert.Equal(1, (await cluster.Opened("alice", new() { Template = "numbers" })).Session.Revision);
    }

    [Fact]
    public async Task Delete_ATemplate_EmptiesItsShelfAndLeavesItsSessions()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        await Put(cluster, Numbers);
        await cluster.Opened("alice", new() { Template = "numbers" });

        await Catalog(cluster).Delete("numbers", TemplateCondition.None);

        await cluster.Until(async () => (await cluster.Sandboxes()).Count == 3, Step);
        Assert.Equal(RefusalCode.UnknownTemplate, (await cluster.Open("bob", new() { Template = "numbers" })).Refusal?.Code);
        Assert.Equal(SessionState.Active, (await cluster.Session("alice").Get())?.State);
        Assert.Equal(2, (await Put(cluster, Numbers)).Entry.Newest.Revision);
    }

    [Fact]
    public async Task Delete_ABuiltIn_GoesBackToItsSettings()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        await Put(cluster, Python with { Env = new Dictionary<string, string> { ["A"] = "1" }, MinIdle = 1, MaxIdle = 1 });
        await cluster.Until(async () => (await RolloutOf(cluster))?.State == RolloutState.Done, Step);

        await Catalog(cluster).Delete("python", TemplateCondition.None);

        await cluster.Until(async () => (await RolloutOf(cluster)) is { Revision: 3, State: RolloutState.Done }, Step);
        var python = (await View(cluster)).Template;
        Assert.Equal((3, 2, 0), (python.Revision, python.MinIdle, python.Env.Count));
    }

    [Fact]
    public async Task Open_DemandsTheComingRevision_WaitsForIt()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        cluster.Runtime.BootMs = 1_000;
        await Put(cluster, Python with { Kernels = [] });
        var opening = cluster.Open("alice", new() { MinRevision = 2 }).AsTask();

        await cluster.Until(() => ValueTask.FromResult(opening.IsCompleted), Step);

        Assert.Equal(2, (await opening).Value?.Session.Revision);
    }

    private static TemplateSpec Python => new() { Name = "python", Kernels = ["python"], MinIdle = 2, MaxIdle = 2 };

    private static TemplateSpec Numbers => new() { Name = "numbers", MinIdle = 1, MaxIdle = 1 };

    private static ITemplateCatalogGrain Catalog(SandboxCluster cluster) => cluster.Grains.GetGrain<ITemplateCatalogGrain>(0);

    private static async Task<PutTemplate> Put(SandboxCluster cluster, TemplateSpec wanted)
    {
        var put = await Catalog(cluster).Put(wanted, TemplateCondition.None);
        Assert.Null(put.Refusal);
        return put.Value!;
    }

    private static async ValueTask<TemplateView> View(SandboxCluster cluster, string name = "python") =>
        (await cluster.Grains.GetGrain<ITemplateGrain>($"default/{name}").Get())!;

    private static async ValueTask<Rollout?> RolloutOf(SandboxCluster cluster) => (await View(cluster)).Rollout;
}
