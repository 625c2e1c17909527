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
    public async Task Nodes_List_SaysWhatContains()
    {
        await using var host = await FrontendHost.StartAsync();

        var node = (await (await host.Client.GetAsync("/v1/nodes", Cancellation)).BodyAsync())["nodes"]![0]!;

        Assert.Equal(("ready", "memory: cgroup"), ((string?)node["state"], (string?)node["containment"]![0]));
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
