using System.Net;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

public sealed class ExecutionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Cell_AnswersWithItsOutput()
    {
        await using var host = await OpenAsync();

        var response = await host.Client.PostAsync("/v1/sessions/alice/executions", """{"language": "python", "code": "42"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var execution = await response.BodyAsync();
        Assert.Equal("e-1", (string?)execution["id"]);
        Assert.Equal("ok", (string?)execution["verdict"]);
        Assert.Equal(0, (int?)execution["exitCode"]);
        Assert.Equal("42", (string?)execution["stdout"]);
        Assert.Equal("utf-8", (string?)execution["encoding"]);
        Assert.Equal(1.5, (double?)execution["usage"]!["wallMs"]);
    }

    [Fact]
    public async Task Post_OutputThatSplitsCharacters_IsJoinedAsText()
    {
        await using var host = await OpenAsync();
        host.Cluster.Program = _ => new FakeExecution().Print([0xE2, 0x82]).Print([0xAC]).End();

        var execution = await (await host.Client.PostAsync("/v1/sessions/alice/executions", """{"command": ["x"]}""")).BodyAsync();

        Assert.Equal(("€", "utf-8"), ((string?)execution["stdout"], (string?)execution["encoding"]));
    }

    [Fact]
    public async Task Post_OutputThatIsNotText_IsBase64()
    {
        await using var host = await OpenAsync();
        host.Cluster.Program = _ => new FakeExecution().Print([0xFF, 0xFE]).Complain("no"u8.ToArray()).End();

        var execution = await (await host.Client.PostAsync("/v1/sessions/alice/executions", """{"command": ["x"]}""")).BodyAsync();

        Assert.Equal(("//4=", "bm8=", "base64"), ((string?)execution["stdout"], (string?)execution["stderr"], (string?)execution["encoding"]));
    }

    [Fact]
    public async Task Post_SandboxDiesUnderIt_IsAVerdictNotAnError()
    {
        await using var host = await OpenAsync();
        var running = new FakeExecution().Print("begun");
        host.Cluster.Program = _ => running;
        var answer = host.Client.PostAsync("/v1/sessions/alice/executions", """{"language": "python", "code": "die()"}""");
        await running.ReaderWaits.Task.WaitAsync(Cancellation);

        host.Cluster.Session("alice").End(EndReason.OutOfMemory);
        running.Fault = new TimeoutException();
        running.Nudge();

        var response = await answer;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var execution = await response.BodyAsync();
        Assert.Equal("sandbox-lost", (string?)execution["verdict"]);
        Assert.Equal("out-of-memory", (string?)execution["error"]!["name"]);
        Assert.Equal("begun", (string?)execution["stdout"]);
    }

    [Fact]
    public async Task Post_Background_Is202AndCanBeReadLater()
    {
        await using var host = await OpenAsync();
        var running = new FakeExecution().Print("so far");
        host.Cluster.Program = _ => running;

        var accepted = await host.Client.PostAsync("/v1/sessions/alice/executions", """{"command": ["sleep", "1"], "background": true}""");
        var before = await (await host.Client.GetAsync(accepted.Headers.Location, Cancellation)).BodyAsync();
        running.End();
        var after = await (await host.Client.GetAsync(accepted.Headers.Location, Cancellation)).BodyAsync();

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal((null, "so far"), ((string?)before["verdict"], (string?)before["stdout"]));
        Assert.Equal("ok", (string?)after["verdict"]);
    }

    private static async Task<FrontendHost> OpenAsync()
    {
        var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");
        return host;
    }
}
