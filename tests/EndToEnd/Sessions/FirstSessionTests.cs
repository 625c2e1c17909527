using System.Net;
using System.Text;

namespace Sandboxes.EndToEnd;

/// <summary>What the README shows a newcomer.</summary>
public sealed class FirstSessionTests(SharedProduct shared)
{
    [Fact]
    public async Task FirstSession_InFiveRequests_OpensRunsKeepsReadsAndReleases()
    {
        var api = shared.Api;

        var opened = await api.PutAsync("/v1/sessions/first", new { template = "python" });
        var cell = await api.PostAsync("/v1/sessions/first/executions", new { language = "python", code = "x = 41; x + 1" });
        var command = await api.PostAsync("/v1/sessions/first/executions", new { command = new[] { "sh", "-c", "echo hello > greeting" } });
        var file = await api.GetAsync("/v1/sessions/first/files/greeting");
        var released = await api.DeleteAsync("/v1/sessions/first");

        Assert.Equal("active", opened.Expect(HttpStatusCode.Created).Field("state"));
        Assert.Equal("42", cell.ExpectOk().Result);
        command.ExpectOk();
        Assert.Equal("hello\n", file.Expect(HttpStatusCode.OK).Text);
        released.Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Open_SandboxIdle_IsServedWarmWithPhasesThatSumToTheTotal()
    {
        await using var session = await shared.Api.OpenAsync(new { waitSeconds = 30 });

        var served = session.Opened.Json.GetProperty("served");
        var phases = served.GetProperty("phasesMs").EnumerateObject().Sum(phase => phase.Value.GetDouble());

        Assert.Equal(served.GetProperty("totalMs").GetDouble(), phases, tolerance: 0.01);
        Assert.Contains(served.GetProperty("from").GetString(), new[] { "warm", "wait" });
    }

    [Fact]
    public async Task Open_WithFilesAndEnv_FindsBothInside()
    {
        await using var session = await shared.Api.OpenAsync(new
        {
            waitSeconds = 30,
            env = new Dictionary<string, string> { ["GREETING"] = "good morning" },
            files = new object[]
            {
                new { path = "package/main.py", content = "VALUE = 7" },
                new { path = "raw", content = Convert.ToBase64String([0, 255]), encoding = "base64" },
            },
        });

        Assert.Equal("(7, 'good morning')", (await session.CellAsync("import os, package.main; package.main.VALUE, os.environ['GREETING']")).ExpectOk().Result);
        Assert.Equal("good morning\n", (await session.RunAsync("sh", "-c", "echo $GREETING")).ExpectOk().Stdout);
        Assert.Equal([0, 255], (await session.FileAsync("raw")).Bytes);
    }

    [Fact]
    public async Task Run_OneShot_LeasesRunsAndReleases()
    {
        var reply = await shared.Api.PostAsync("/v1/run", new { language = "python", code = "print(input.__name__); 6 * 7", waitSeconds = 30 });

        Assert.Equal("42", reply.ExpectOk().Result);
        Assert.Equal("input\n", reply.Stdout);
    }

    [Fact]
    public async Task Run_CommandThatFails_IsAnAnswerAndNotAnError()
    {
        var reply = await shared.Api.PostAsync("/v1/run", new { template = "bash", command = new[] { "sh", "-c", "echo no >&2; exit 3" }, waitSeconds = 30 });

        Assert.Equal("nonzero-exit", reply.Expect(HttpStatusCode.OK).Verdict);
        Assert.Equal(3, reply.Json.GetProperty("exitCode").GetInt32());
        Assert.Equal("no\n", reply.Field("stderr"));
    }

    [Fact]
    public async Task Request_WithoutKey_IsRefused()
    {
        using var stranger = new SandboxApi(new Uri($"http://127.0.0.1:{shared.Product.Port}"), "not-the-key-but-as-long");

        (await stranger.GetAsync("/v1/sessions")).ExpectProblem(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.DoesNotContain(Product.Key, Encoding.UTF8.GetString((await stranger.GetAsync("/v1/pools")).Bytes), StringComparison.Ordinal);
    }
}
