using System.Net;

namespace Sandboxes.Frontend.Tests;

public sealed class OperatorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Templates_List_ShowsEach()
    {
        await using var host = await FrontendHost.StartAsync();

        var list = await (await host.Client.GetAsync("/v1/templates", Cancellation)).BodyAsync();

        var template = list["templates"]![0]!;
        Assert.Equal(("python", "python", 536_870_912), ((string?)template["name"], (string?)template["kernels"]![0], (int?)template["limits"]!["memoryBytes"]));
    }

    [Fact]
    public async Task Pools_List_ShowsEveryShelfOfEveryNode()
    {
        await using var host = await FrontendHost.StartAsync();

        var pool = (await (await host.Client.GetAsync("/v1/pools", Cancellation)).BodyAsync())["pools"]![0]!;

        Assert.Equal(("local", 4, "closed", "Enough."), ((string?)pool["node"], (int?)pool["idle"], (string?)pool["breaker"], (string?)pool["lastDecision"]));
    }

    [Fact]
    public async Task Decisions_List_ShowsTheLatestFirstWithWhatTheyComeFrom()
    {
        await using var host = await FrontendHost.StartAsync();

        var decisions = (await (await host.Client.GetAsync("/v1/pools/decisions", Cancellation)).BodyAsync())["decisions"]!.AsArray();

        Assert.Equal([("bash", 2), ("python", 7), ("python", 5)], decisions.Select(each => ((string?)each!["template"], (int?)each["target"])));
        Assert.EndsWith("Z", (string?)decisions[1]!["at"], StringComparison.Ordinal);
        Assert.Equal(("forecast", 12, 1.235, 4), ((string?)decisions[1]!["bound"], (int?)decisions[1]!["started"], (double?)decisions[1]!["forecast"]!["arrivalsPerSecond"], (int?)decisions[1]!["forecast"]!["neededThisTimeOfDay"]));
    }

    [Theory]
    [InlineData("?template=python&pageSize=1", 1)]
    [InlineData("?template=python", 2)]
    [InlineData("?node=elsewhere", 0)]
    [InlineData("?scope=acme", 0)]
    public async Task Decisions_WithFilters_ShowsOnlyThose(string query, int count)
    {
        await using var host = await FrontendHost.StartAsync();

        var answer = await (await host.Client.GetAsync($"/v1/pools/decisions{query}", Cancellation)).BodyAsync();

        Assert.Equal(count, answer["decisions"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("?pageSize=0", "invalid_field")]
    [InlineData("?node=../x", "invalid_field")]
    [InlineData("?tempalte=python", "unknown_field")]
    public async Task Decisions_WithAWrongQuery_AreRefused(string query, string code)
    {
        await using var host = await FrontendHost.StartAsync();

        var answer = await host.Client.GetAsync($"/v1/pools/decisions{query}", Cancellation);

        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, (string?)(await answer.BodyAsync())["code"]));
    }

    [Fact]
    public async Task Nodes_List_SaysWhatContains()
    {
        await using var host = await FrontendHost.StartAsync();

        var node = (await (await host.Client.GetAsync("/v1/nodes", Cancellation)).BodyAsync())["nodes"]![0]!;

        Assert.Equal(("ready", "memory: cgroup"), ((string?)node["state"], (string?)node["containment"]![0]));
        Assert.Equal((4_096, 2_048, null), ((long?)node["memoryBytes"], (long?)node["memoryUsedBytes"], (long?)node["cpuMillis"]));
    }

    [Theory]
    [InlineData("/v1/templates?x=1")]
    [InlineData("/v1/pools?node=local")]
    [InlineData("/v1/sessions?stat=active")]
    [InlineData("/v1/sessions/alice/files/?page=2")]
    public async Task AnyList_UnknownParameter_Is400(string path)
    {
        await using var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");

        await (await host.Client.GetAsync(path, Cancellation)).ProblemAsync(HttpStatusCode.BadRequest, "unknown_field");
    }

    [Fact]
    public async Task Ready_UntilALeaseCouldBeServed_Is503()
    {
        await using var host = await FrontendHost.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.Anyone.GetAsync("/readyz", Cancellation)).StatusCode);

        host.Cluster.Directory.IsReady = false;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Anyone.GetAsync("/readyz", Cancellation)).StatusCode);

        host.Cluster.Directory.Fault = new TimeoutException();
        var response = await host.Anyone.GetAsync("/readyz", Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (response.StatusCode, response.Headers.RetryAfter is not null));
        Assert.Equal(HttpStatusCode.OK, (await host.Anyone.GetAsync("/livez", Cancellation)).StatusCode);
    }
}
