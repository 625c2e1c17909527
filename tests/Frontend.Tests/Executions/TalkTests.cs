using System.Net;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

/// <summary>Input, signals and the end of an execution that runs.</summary>
public sealed class TalkTests
{
    private const string One = "/v1/sessions/alice/executions/e-1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stdin_Data_ReachesTheProcess()
    {
        await using var host = await RunningAsync();

        var taken = await (await host.Client.PostAsync(One + "/stdin", """{"data": "aGk=", "encoding": "base64", "close": true}""")).BodyAsync();

        Assert.Equal((2, 2), ((int?)taken["takenBytes"], (int?)taken["offeredBytes"]));
        Assert.Equal("hi"u8.ToArray(), Execution(host).Stdin.Single());
    }

    [Fact]
    public async Task Signal_Known_ReachesTheExecution()
    {
        await using var host = await RunningAsync();

        var response = await host.Client.PostAsync(One + "/signal", """{"signal": "INT"}""");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(["INT"], Execution(host).Signals);
    }

    [Theory]
    [InlineData("""{"signal": "SIGINT"}""")]
    [InlineData("""{"signal": "9"}""")]
    [InlineData("{}")]
    public async Task Signal_Unknown_Is400WithThoseThatAre(string body)
    {
        await using var host = await RunningAsync();

        var problem = await (await host.Client.PostAsync(One + "/signal", body)).ProblemAsync(HttpStatusCode.BadRequest, "invalid_field");

        Assert.Contains("INT", problem["allowed"]!.AsArray().Select(signal => (string?)signal));
    }

    [Fact]
    public async Task Delete_Running_IsCancelled()
    {
        await using var host = await RunningAsync();

        var response = await host.Client.DeleteAsync(One, Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("cancelled", (string?)(await (await host.Client.GetAsync(One, Cancellation)).BodyAsync())["verdict"]);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/events")]
    [InlineData("POST", "/stdin")]
    [InlineData("DELETE", "")]
    public async Task AnyVerb_UnknownExecution_Is404(string method, string verb)
    {
        await using var host = await RunningAsync();
        using var request = new HttpRequestMessage(new(method), "/v1/sessions/alice/executions/e-99" + verb);

        var response = await host.Client.SendAsync(request, Cancellation);

        await response.ProblemAsync(HttpStatusCode.NotFound, "execution_not_found");
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "/stdin")]
    [InlineData("DELETE", "")]
    public async Task AnyVerb_EndedSession_Is410WithTheReason(string method, string verb)
    {
        await using var host = await RunningAsync();
        host.Cluster.Session("alice").End(EndReason.Lifetime);
        using var request = new HttpRequestMessage(new(method), One + verb);

        var problem = await (await host.Client.SendAsync(request, Cancellation)).ProblemAsync(HttpStatusCode.Gone, "session_ended");

        Assert.Equal("lifetime", (string?)problem["reason"]);
    }

    private static FakeExecution Execution(FrontendHost host) => host.Cluster.SandboxOf("alice").Executions["e-1"];

    private static async Task<FrontendHost> RunningAsync()
    {
        var host = await FrontendHost.StartAsync();
        host.Cluster.Program = _ => new FakeExecution().Start();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");
        await host.Client.PostAsync("/v1/sessions/alice/executions", """{"command": ["cat"], "keepStdinOpen": true, "background": true}""");
        return host;
    }
}
