using System.Net;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

public sealed class SessionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_NewId_Is201WithLocationAndHowItWasServed()
    {
        await using var host = await FrontendHost.StartAsync();

        var response = await host.Client.PutAsync("/v1/sessions/alice", """{"template":"python","metadata":{"exam":"42"}}""");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("/v1/sessions/alice", response.Headers.Location?.OriginalString);
        var session = await response.BodyAsync();
        Assert.Equal("alice", (string?)session["id"]);
        Assert.Equal("active", (string?)session["state"]);
        Assert.Equal("2026-11-24T12:00:00Z", (string?)session["createdAt"]);
        Assert.Equal("42", (string?)session["metadata"]!["exam"]);
        Assert.Equal("warm", (string?)session["served"]!["from"]);
        Assert.Equal(0.41, (double?)session["served"]!["totalMs"]);
        Assert.Equal(0.3, (double?)session["served"]!["phasesMs"]!["store"]);
        Assert.Null(session["ended"]);
    }

    [Fact]
    public async Task Put_OpenId_Is200()
    {
        await using var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");

        var response = await host.Client.PutAsync("/v1/sessions/alice", "{}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Post_WithoutBody_ChoosesAnId()
    {
        await using var host = await FrontendHost.StartAsync();

        var response = await host.Client.PostAsync("/v1/sessions", content: null, Cancellation);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var id = (string)(await response.BodyAsync())["id"]!;
        Assert.Equal("/v1/sessions/" + id, response.Headers.Location?.OriginalString);
        Assert.StartsWith("session-", id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_EveryField_ReachesTheSession()
    {
        await using var host = await FrontendHost.StartAsync();

        await host.Client.PutAsync("/v1/sessions/alice", """
            {"template": "python", "idleTimeoutSeconds": 300, "lifetimeSeconds": 3600, "whenEmpty": "cold", "waitSeconds": 2.5, "minRevision": 3,
             "env": {"K": "V"}, "files": [{"path": "a/main.py", "content": "cHJpbnQ=", "encoding": "base64"}], "metadata": {"exam": "42"}}
            """);

        var asked = host.Cluster.Session("alice").Asked!;
        Assert.Equal(("python", 300, 3600, WhenEmpty.Cold, 2.5, 3), (asked.Template, asked.IdleTimeoutSeconds, asked.LifetimeSeconds, asked.WhenEmpty, asked.WaitSeconds, asked.MinRevision));
        Assert.Equal("V", asked.Env!["K"]);
        Assert.Equal(("a/main.py", "print"), (asked.Files![0].Path, System.Text.Encoding.UTF8.GetString(asked.Files[0].Content)));
    }

    [Fact]
    public async Task Delete_Twice_Is204Both()
    {
        await using var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");

        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.DeleteAsync("/v1/sessions/alice", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.DeleteAsync("/v1/sessions/alice", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Get_EndedSession_SaysWhy()
    {
        await using var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");
        host.Cluster.Session("alice").End(EndReason.OutOfMemory, "It used 600 MB.");

        var session = await (await host.Client.GetAsync("/v1/sessions/alice", Cancellation)).BodyAsync();

        Assert.Equal("closed", (string?)session["state"]);
        Assert.Equal("out-of-memory", (string?)session["ended"]!["reason"]);
    }

    [Fact]
    public async Task Renew_EndedSession_Is410WithTheReason()
    {
        await using var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");
        host.Cluster.Session("alice").End(EndReason.IdleTimeout);

        var response = await host.Client.PostAsync("/v1/sessions/alice/renew", """{"idleTimeoutSeconds": 10}""");

        var problem = await response.ProblemAsync(HttpStatusCode.Gone, "session_ended");
        Assert.Equal("idle-timeout", (string?)problem["reason"]);
    }

    [Fact]
    public async Task Get_UnknownSession_Is404()
    {
        await using var host = await FrontendHost.StartAsync();

        var response = await host.Client.GetAsync("/v1/sessions/nobody", Cancellation);

        await response.ProblemAsync(HttpStatusCode.NotFound, "session_not_found");
    }
}
