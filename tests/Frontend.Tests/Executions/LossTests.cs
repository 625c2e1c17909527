using System.Net;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

/// <summary>A sandbox that does not answer: mostly its session has ended, and is told a moment later.</summary>
public sealed class LossTests
{
    private const string Cell = """{"language": "python", "code": "1"}""";
    private static readonly Refusal ChannelLost = new(RefusalCode.NodeUnavailable, "The connection to the sandbox broke.");

    private static readonly Refusal NotHeld = new(RefusalCode.SessionEnded, "This lease does not hold the sandbox.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/v1/sessions/alice/executions", Cell)]
    [InlineData("POST", "/v1/sessions/alice/executions/e-1/stdin", "{}")]
    [InlineData("POST", "/v1/sessions/alice/executions/e-1/signal", "{\"signal\":\"INT\"}")]
    [InlineData("DELETE", "/v1/sessions/alice/executions/e-1", null)]
    [InlineData("GET", "/v1/sessions/alice/files/a", null)]
    [InlineData("PUT", "/v1/sessions/alice/files/a", "x")]
    [InlineData("DELETE", "/v1/sessions/alice/files/a", null)]
    public async Task AnyVerb_SandboxDied_Is410OnceTheSessionKnows(string method, string path, string? body)
    {
        await using var host = await OpenAsync();
        host.Cluster.SandboxRefusal = ChannelLost;
        var act = host.Client.SendAsync(new(new(method), path) { Content = body is null ? null : Requests.Json(body) }, Cancellation);

        host.Cluster.Session("alice").EndAfterUse(EndReason.OutOfMemory);

        var problem = await (await AdvanceUntilAsync(host, act)).ProblemAsync(HttpStatusCode.Gone, "session_ended");
        Assert.Equal("out-of-memory", (string?)problem["reason"]);
    }

    [Theory]
    [InlineData("POST", "/v1/sessions/alice/executions", Cell)]
    [InlineData("GET", "/v1/sessions/alice/files/a", null)]
    public async Task AnyVerb_SandboxSaysThatItHasEnded_IsAnsweredWhenTheSessionKnowsToo(string method, string path, string? body)
    {
        await using var host = await OpenAsync();
        host.Cluster.SandboxRefusal = new(RefusalCode.SessionEnded, "It has ended.") { Ended = new(DateTimeOffset.UnixEpoch, EndReason.Crashed, null) };

        var response = await AdvanceUntilAsync(host, host.Client.SendAsync(new(new(method), path) { Content = body is null ? null : Requests.Json(body) }, Cancellation));

        Assert.Equal("crashed", (string?)(await response.ProblemAsync(HttpStatusCode.Gone, "session_ended"))["reason"]);
        Assert.Equal(SessionState.Closed, host.Cluster.Session("alice").View!.State);
    }

    [Theory]
    [InlineData("POST", "/v1/sessions/alice/executions", Cell)]
    [InlineData("GET", "/v1/sessions/alice/files/a", null)]
    public async Task AnyVerb_SandboxWasWiped_IsAnsweredWithTheEndThatTheSessionFinds(string method, string path, string? body)
    {
        await using var host = await OpenAsync();
        var session = host.Cluster.Session("alice");
        session.InDoubt = () => session.End(EndReason.Released);
        host.Cluster.SandboxRefusal = NotHeld;

        var response = await AdvanceUntilAsync(host, host.Client.SendAsync(new(new(method), path) { Content = body is null ? null : Requests.Json(body) }, Cancellation));

        Assert.Equal("released", (string?)(await response.ProblemAsync(HttpStatusCode.Gone, "session_ended"))["reason"]);
    }

    [Fact]
    public async Task Get_SandboxDoesNotKnowTheLeaseAndSessionStands_Is503()
    {
        await using var host = await OpenAsync(patienceSeconds: 1);
        host.Cluster.SandboxRefusal = NotHeld;

        var response = await AdvanceUntilAsync(host, host.Client.GetAsync("/v1/sessions/alice/files/a", Cancellation));

        await response.ProblemAsync(HttpStatusCode.ServiceUnavailable, "node_unavailable");
    }

    [Fact]
    public async Task Get_SessionWasOpenedAgainWithTheSameSandbox_IsAnEndAllTheSame()
    {
        await using var host = await OpenAsync();
        var session = host.Cluster.Session("alice");
        session.InDoubt = session.OpenAgainInTheSameSandbox;
        host.Cluster.SandboxRefusal = NotHeld;

        var response = await AdvanceUntilAsync(host, host.Client.GetAsync("/v1/sessions/alice/files/a", Cancellation));

        Assert.NotNull((string?)(await response.ProblemAsync(HttpStatusCode.Gone, "session_ended"))["reason"]);
    }

    [Fact]
    public async Task Read_SandboxWasWiped_IsTheVerdictThatItIsLost()
    {
        await using var host = await OpenAsync();
        var session = host.Cluster.Session("alice");
        session.InDoubt = () => session.End(EndReason.Lifetime);
        host.Cluster.Program = _ =>
        {
            host.Cluster.SandboxRefusal = NotHeld;
            return new FakeExecution();
        };

        var execution = await (await AdvanceUntilAsync(host, host.Client.PostAsync("/v1/sessions/alice/executions", Cell))).BodyAsync();

        Assert.Equal("sandbox-lost", (string?)execution["verdict"]);
    }

    [Fact]
    public async Task Post_SandboxDoesNotAnswerAndSessionStands_Is503()
    {
        await using var host = await OpenAsync(patienceSeconds: 1);
        host.Cluster.SandboxRefusal = ChannelLost;

        var response = await AdvanceUntilAsync(host, host.Client.PostAsync("/v1/sessions/alice/executions", Cell));

        await response.ProblemAsync(HttpStatusCode.ServiceUnavailable, "node_unavailable");
    }

    [Fact]
    public async Task Read_SandboxNeverAnswersAgainAndSessionStands_Is503()
    {
        await using var host = await OpenAsync(patienceSeconds: 1);
        var running = new FakeExecution { Fault = new TimeoutException() };
        host.Cluster.Program = _ => running;

        var response = await AdvanceUntilAsync(host, host.Client.PostAsync("/v1/sessions/alice/executions", Cell));

        await response.ProblemAsync(HttpStatusCode.ServiceUnavailable, "node_unavailable");
    }

    [Fact]
    public async Task Read_ChannelThatBreaksOnce_LosesNoByte()
    {
        await using var host = await OpenAsync();
        var running = new FakeExecution { Fault = new TimeoutException() }.Print("all of it").End();
        host.Cluster.Program = _ => running;
        var answer = host.Client.PostAsync("/v1/sessions/alice/executions", Cell);
        await running.ReadBegan.Task.WaitAsync(Cancellation);

        running.Fault = null;

        var execution = await (await AdvanceUntilAsync(host, answer)).BodyAsync();
        Assert.Equal(("ok", "all of it"), ((string?)execution["verdict"], (string?)execution["stdout"]));
    }

    private static async Task<FrontendHost> OpenAsync(int patienceSeconds = 600)
    {
        var host = await FrontendHost.StartAsync(options => options.PatienceSeconds = patienceSeconds);
        host.Cluster.Program = _ => new FakeExecution().Start();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");
        await host.Client.PostAsync("/v1/sessions/alice/executions", """{"command": ["x"], "background": true}""");
        return host;
    }

    private static async Task<T> AdvanceUntilAsync<T>(FrontendHost host, Task<T> task)
    {
        while (!task.IsCompleted)
        {
            host.Time.PassPause();
            await Task.Yield();
        }

        return await task;
    }
}
