using System.Net;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

public sealed class RunTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Code_AnswersAndReleases()
    {
        await using var host = await FrontendHost.StartAsync();

        var response = await host.Client.PostAsync("/v1/run", """{"template": "python", "language": "python", "code": "42", "env": {"A": "b"}}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var execution = await response.BodyAsync();
        Assert.Equal(("ok", "42"), ((string?)execution["verdict"], (string?)execution["stdout"]));
        Assert.Equal("warm", (string?)execution["served"]!["from"]);
        var session = await host.Cluster.Released.Task.WaitAsync(Cancellation);
        Assert.Equal("b", host.Cluster.Session(session).Asked!.Env!["A"]);
    }

    [Fact]
    public async Task Post_ClientGoesAway_Releases()
    {
        await using var host = await FrontendHost.StartAsync();
        var running = new FakeExecution();
        host.Cluster.Program = _ => running;
        using var leaving = new CancellationTokenSource();
        var request = host.Client.PostAsync("/v1/run", Requests.Json("""{"language": "python", "code": "42"}"""), leaving.Token);
        await running.ReadBegan.Task.WaitAsync(Cancellation);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        var session = await host.Cluster.Released.Task.WaitAsync(Cancellation);
        Assert.Equal(EndReason.Released, host.Cluster.Session(session).View!.Ended!.Reason);
    }
}
