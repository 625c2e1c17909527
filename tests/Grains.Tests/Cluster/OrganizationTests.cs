using Sandboxes.Abstractions;

namespace Sandboxes.GrainTests.Cluster;

public sealed class OrganizationTests
{
    private static readonly (string, string)[] AcmeIsDedicated = [("Organizations:acme:Dedicated", "true"), ("Organizations:acme:Templates:0", "python"), ("Organizations:beta:Operator", "false"), ("Templates:MinIdle:bash", "1")];

    [Fact]
    public async Task Open_ByADedicatedOrganization_DrawsFromItsOwnShelf()
    {
        await using var cluster = await Warm();
        var opened = await Open(cluster, "acme", new());

        Assert.Equal(ServedFrom.Warm, opened.Session.Served!.From);
        Assert.Equal((1, 0), ((await cluster.Shelf("python", "acme")).Bound, (await cluster.Shelf()).Bound));
        Assert.Equal("acme", await ScopeOf(cluster, opened));
    }

    [Fact]
    public async Task Open_ByOneThatShares_DrawsFromTheSharedShelf()
    {
        await using var cluster = await Warm();

        Assert.Equal("shared", await ScopeOf(cluster, await Open(cluster, "beta", new())));
        Assert.Equal((0, 1), ((await cluster.Shelf("python", "acme")).Bound, (await cluster.Shelf()).Bound));
    }

    [Fact]
    public async Task Open_TemplateThatIsNotKeptWarmForIt_IsMadeForWhoeverWaits()
    {
        await using var cluster = await Warm();
        Assert.Equal((0, 1), ((await cluster.Shelf("bash", "acme")).Target, (await cluster.Shelf("bash")).Target));

        var opened = await Open(cluster, "acme", new() { Template = "bash" });

        Assert.Equal((ServedFrom.Wait, "acme"), (opened.Session.Served!.From, await ScopeOf(cluster, opened)));
    }

    [Fact]
    public async Task Templates_OfAnOrganization_AreAsItHasThem()
    {
        await using var cluster = await Warm();
        var directory = cluster.Grains.GetGrain<IDirectoryGrain>(0);

        Assert.Equal([("bash", 0, "acme")], (await directory.Templates("acme")).Where(template => template.Template.Name == "bash").Select(template => (template.Template.Name, template.Template.MinIdle, template.Template.Scope)));
        Assert.Equal(("bash", 1, "shared"), await cluster.Grains.GetGrain<ITemplateGrain>("beta/bash").Get() is { Template: var bash } ? (bash.Name, bash.MinIdle, bash.Scope) : default);
    }

    private static async Task<SandboxCluster> Warm()
    {
        var cluster = await SandboxCluster.Start(AcmeIsDedicated);
        await cluster.Until(async () => (await cluster.Pool.Describe()).All(shelf => shelf.Idle == shelf.Target));
        return cluster;
    }

    private static async Task<OpenedSession> Open(SandboxCluster cluster, string organization, OpenSession request)
    {
        var opened = await cluster.Session("alice", organization).Open(request, TestContext.Current.CancellationToken);
        Assert.Null(opened.Refusal);
        return opened.Value!;
    }

    private static async Task<string> ScopeOf(SandboxCluster cluster, OpenedSession opened) =>
        (await cluster.Runtime.List(SandboxCluster.Node, TestContext.Current.CancellationToken)).Single(found => found.Id == opened.Session.Sandbox).Scope;
}
