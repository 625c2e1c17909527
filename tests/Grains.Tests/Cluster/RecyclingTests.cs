using Sandboxes.Abstractions;

namespace Sandboxes.GrainTests.Cluster;

public sealed class RecyclingTests
{
    [Fact]
    public async Task Release_OfOneThatMayBeUsedAgain_GivesTheSameSandboxToTheNextUntilItsLastUse()
    {
        await using var cluster = await Start(maxUses: 2);
        var first = await OpenAndRelease(cluster, "alice");
        await cluster.Until(async () => (await cluster.Shelf()).Idle == 1);

        var second = await cluster.Opened("bob");
        await cluster.Session("bob").Release(EndReason.Released, null);
        await cluster.Until(async () => (await cluster.Shelf()).Idle == 1);
        var third = await cluster.Opened("carol");

        Assert.Equal((first, ServedFrom.Warm), (second.Session.Sandbox!.Value, second.Session.Served!.From));
        Assert.NotEqual(first, third.Session.Sandbox!.Value);
    }

    [Fact]
    public async Task Release_OfOneThatMayBeUsedAgain_LeavesNothingForTheNext()
    {
        await using var cluster = await Start(maxUses: 3);
        await cluster.Opened("alice");
        var place = (await cluster.Session("alice").Use()).Value!;
        var file = (await cluster.Sandbox(place.Sandbox).CreateFile(place.Lease, "secret")).Value!;
        await cluster.Sandbox(place.Sandbox).CloseFile(place.Lease, file.Handle, commit: true);
        await cluster.Session("alice").Release(EndReason.Released, null);
        await cluster.Until(async () => (await cluster.Shelf()).Idle == 1);

        await cluster.Opened("bob");

        var next = (await cluster.Session("bob").Use()).Value!;
        Assert.Equal(place.Sandbox, next.Sandbox);
        Assert.Equal(RefusalCode.FileNotFound, (await cluster.Sandbox(next.Sandbox).Stat(next.Lease, "secret")).Refusal!.Code);
        Assert.NotNull((await cluster.Sandbox(next.Sandbox).Stat(place.Lease, ".")).Refusal);
    }

    [Fact]
    public async Task Release_WhoseWipeLeavesTraces_DestroysTheSandbox()
    {
        await using var cluster = await Start(maxUses: 3);
        cluster.Runtime.Faults.WipesWithTraces = 1;
        var first = await OpenAndRelease(cluster, "alice");
        await cluster.Until(async () => (await cluster.Shelf()).Idle == 1 && !(await cluster.Sandboxes()).Contains(first));

        Assert.NotEqual(first, (await cluster.Opened("bob")).Session.Sandbox!.Value);
    }

    [Fact]
    public async Task Doubt_OfASandboxThatWasWipedUnderItsSession_EndsTheSessionAtOnce()
    {
        await using var cluster = await Start(maxUses: 3);
        await cluster.Opened("alice");
        var place = (await cluster.Session("alice").Use()).Value!;
        await cluster.Sandbox(place.Sandbox).End(place.Lease, EndReason.Released);

        await cluster.Session("alice").Doubt(place.Lease, place.Sandbox);

        await cluster.Until(async () => await cluster.EndOf("alice") is { Reason: EndReason.Released });
    }

    [Fact]
    public async Task Renew_OfASessionWhoseSandboxWasWiped_SaysThatItHadEnded()
    {
        await using var cluster = await Start(maxUses: 3);
        await cluster.Opened("alice");
        var place = (await cluster.Session("alice").Use()).Value!;
        await cluster.Sandbox(place.Sandbox).End(place.Lease, EndReason.Released);

        var renewed = await cluster.Session("alice").Renew(new(null, null));

        Assert.Equal(RefusalCode.SessionEnded, renewed.Refusal!.Code);
        Assert.Equal(EndReason.Released, (await cluster.EndOf("alice"))!.Value.Reason);
    }

    [Fact]
    public async Task Renew_OfASessionWhoseSandboxWasWipedAndRetired_SaysThatItHadEnded()
    {
        await using var cluster = await Start(maxUses: 3);
        await cluster.Opened("alice");
        var place = (await cluster.Session("alice").Use()).Value!;
        await using var channel = await cluster.Runtime.OpenChannel(place.Sandbox, TestContext.Current.CancellationToken);
        await channel.Wipe(place.Lease, TestContext.Current.CancellationToken);
        await cluster.Sandbox(place.Sandbox).Retire();

        var renewed = await cluster.Session("alice").Renew(new(null, null));

        Assert.Equal(RefusalCode.SessionEnded, renewed.Refusal!.Code);
        Assert.Equal(EndReason.Released, (await cluster.EndOf("alice"))!.Value.Reason);
    }

    [Fact]
    public async Task Doubt_OfASandboxThatIsBeingWiped_EndsTheSessionAndNotTheWipe()
    {
        await using var cluster = await Start(maxUses: 3);
        await cluster.Opened("alice");
        var place = (await cluster.Session("alice").Use()).Value!;
        await using var channel = await cluster.Runtime.OpenChannel(place.Sandbox, TestContext.Current.CancellationToken);
        await channel.Wipe(place.Lease, TestContext.Current.CancellationToken);

        await cluster.Session("alice").Doubt(place.Lease, place.Sandbox);

        await cluster.Until(async () => await cluster.EndOf("alice") is not null);
        Assert.Equal(EndReason.Released, (await cluster.EndOf("alice"))!.Value.Reason);
        Assert.Equal(WipeOutcome.Proved, (await channel.Proof(place.Lease, TestContext.Current.CancellationToken)).Outcome);
    }

    [Fact]
    public async Task Doubt_OfASandboxThatActsForTheSession_EndsNothing()
    {
        await using var cluster = await Start(maxUses: 3);
        await cluster.Opened("alice");
        var place = (await cluster.Session("alice").Use()).Value!;

        await cluster.Sandbox(place.Sandbox).Renew(place.Lease, new(TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(3)));

        await cluster.Session("alice").Doubt(place.Lease, place.Sandbox);

        // It has asked when it knows what only the sandbox knew.
        await cluster.Until(async () => (await cluster.Session("alice").Get())!.ExpiresAt == cluster.Time.GetUtcNow() + TimeSpan.FromMinutes(7));
        Assert.Equal(place, (await cluster.Session("alice").Use()).Value);
    }

    [Fact]
    public async Task End_ThatWasNotInOrder_DestroysTheSandbox()
    {
        await using var cluster = await Start(maxUses: 3);
        var opened = await cluster.Opened("alice");

        await cluster.Session("alice").Release(EndReason.Operator, null);

        Assert.DoesNotContain(opened.Session.Sandbox!.Value, await cluster.Sandboxes());
    }

    [Fact]
    public async Task Release_WhereTwoOrganizationsShare_DestroysTheSandbox()
    {
        await using var cluster = await Start(maxUses: 3, ("Organizations:acme:Keys:0", "acme-key-of-sixteen"));
        var opened = await cluster.Opened("alice");

        await cluster.Session("alice").Release(EndReason.Released, null);

        Assert.DoesNotContain(opened.Session.Sandbox!.Value, await cluster.Sandboxes());
    }

    private static async Task<SandboxId> OpenAndRelease(SandboxCluster cluster, string session)
    {
        var opened = await cluster.Opened(session);
        await cluster.Session(session).Release(EndReason.Released, null);
        return opened.Session.Sandbox!.Value;
    }

    private static async Task<SandboxCluster> Start(int maxUses, params (string, string)[] settings)
    {
        var cluster = await SandboxCluster.Start([("Templates:MinIdle:python", "1"), ("Templates:MaxTotal", "1"), ("Templates:MaxUses:python", $"{maxUses}"), .. settings]);
        await cluster.Until(async () => (await cluster.Shelf()).Idle == 1);
        return cluster;
    }
}
