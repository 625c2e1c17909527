using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

/// <summary>The routes' happy paths, and what only real grains do, over HTTP.</summary>
public sealed class SiloTests(SiloHost host)
{
    private const string Hello = """{"language": "python", "code": "print('hello')"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_WarmSandbox_OpensAndIsTheSameNextTime()
    {
        var first = await host.Client.PutAsync("/v1/sessions/open-1", """{"template": "python"}""");
        var second = await host.Client.PutAsync("/v1/sessions/open-1", """{"template": "python"}""");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        var (opened, again) = (await first.BodyAsync(), await second.BodyAsync());
        Assert.Equal((string?)opened["sandbox"], (string?)again["sandbox"]);
        Assert.Equal((long?)opened["incarnation"], (long?)again["incarnation"]);
        var phases = opened["served"]!["phasesMs"]!.AsObject().Sum(phase => (double)phase.Value!);
        Assert.Equal((double)opened["served"]!["totalMs"]!, phases, tolerance: 0.01);
    }

    [Fact]
    public async Task Put_OpenWithAnotherTemplate_Is409()
    {
        await host.Client.PutAsync("/v1/sessions/conflict-1", """{"template": "python"}""");

        var response = await host.Client.PutAsync("/v1/sessions/conflict-1", """{"template": "javascript"}""");

        await response.ProblemAsync(HttpStatusCode.Conflict, "session_conflict");
    }

    [Fact]
    public async Task Put_UnknownTemplate_Is422ListingThoseThatAre()
    {
        var response = await host.Client.PutAsync("/v1/sessions/unknown-1", """{"template": "cobol"}""");

        var problem = await response.ProblemAsync(HttpStatusCode.UnprocessableEntity, "unknown_template");
        Assert.Contains("python", problem["allowed"]!.AsArray().Select(name => (string?)name));
    }

    [Fact]
    public async Task Put_LifetimeBeyondTheTemplates_Is400WithTheRange()
    {
        var response = await host.Client.PutAsync("/v1/sessions/long-1", """{"lifetimeSeconds": 86401}""");

        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest, "lifetime_too_long");
        Assert.Equal(["1..86400"], problem["allowed"]!.AsArray().Select(range => (string?)range));
    }

    [Fact]
    public async Task Put_EmptyPoolAndFail_Is503WithRetryAfter()
    {
        var response = await host.Client.PutAsync("/v1/sessions/empty-1", """{"template": "bash", "whenEmpty": "fail"}""");

        await response.ProblemAsync(HttpStatusCode.ServiceUnavailable, "pool_empty");
    }

    [Fact]
    public async Task Put_EmptyPoolAndCold_StartsOne()
    {
        var session = await (await host.Client.PutAsync("/v1/sessions/cold-1", """{"template": "bash", "whenEmpty": "cold"}""")).BodyAsync();

        Assert.Equal("cold", (string?)session["served"]!["from"]);
        await host.Client.DeleteAsync("/v1/sessions/cold-1", Cancellation);
    }

    [Fact]
    public async Task Delete_ThenUse_Is410AndOpensAgainAsANewIncarnation()
    {
        var first = await (await host.Client.PutAsync("/v1/sessions/again-1", "{}")).BodyAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.DeleteAsync("/v1/sessions/again-1", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.DeleteAsync("/v1/sessions/again-1", Cancellation)).StatusCode);

        var used = await host.Client.PostAsync("/v1/sessions/again-1/executions", Hello);
        var again = await (await host.Client.PutAsync("/v1/sessions/again-1", "{}")).BodyAsync();

        Assert.Equal("released", (string?)(await used.ProblemAsync(HttpStatusCode.Gone, "session_ended"))["reason"]);
        Assert.True((long)again["incarnation"]! > (long)first["incarnation"]!);
    }

    [Fact]
    public async Task Execution_CellAndCommand_AnswerWithTheirOutput()
    {
        await host.Client.PutAsync("/v1/sessions/run-1", "{}");

        var cell = await (await host.Client.PostAsync("/v1/sessions/run-1/executions", Hello)).BodyAsync();
        var command = await (await host.Client.PostAsync("/v1/sessions/run-1/executions", """{"command": ["echo", "héllo"]}""")).BodyAsync();
        var failed = await (await host.Client.PostAsync("/v1/sessions/run-1/executions", """{"command": ["false"]}""")).BodyAsync();

        Assert.Equal(("ok", "hello\n"), ((string?)cell["verdict"], (string?)cell["stdout"]));
        Assert.Equal("héllo\n", (string?)command["stdout"]);
        Assert.Equal(("nonzero-exit", 1), ((string?)failed["verdict"], (int?)failed["exitCode"]));
    }

    [Fact]
    public async Task Execution_UnknownLanguage_Is422ListingThoseThatAre()
    {
        await host.Client.PutAsync("/v1/sessions/language-1", "{}");

        var problem = await (await host.Client.PostAsync("/v1/sessions/language-1/executions", """{"language": "cobol", "code": "1"}""")).ProblemAsync(HttpStatusCode.UnprocessableEntity, "unknown_language");

        Assert.Equal(["python"], problem["allowed"]!.AsArray().Select(name => (string?)name));
    }

    [Fact]
    public async Task Execution_AsStream_TalksAndEnds()
    {
        await host.Client.PutAsync("/v1/sessions/cat-1", "{}");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sessions/cat-1/executions") { Content = Requests.Json("""{"command": ["cat"], "keepStdinOpen": true}""") };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        var started = JsonNode.Parse((await reader.ReadLineAsync(Cancellation))!)!;

        await host.Client.PostAsync($"/v1/sessions/cat-1/executions/{started["data"]!["execution"]}/stdin", """{"data": "meow", "close": true}""");

        var rest = (await reader.ReadToEndAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(("meow", "ok"), ((string?)rest[0]["data"]!["text"], (string?)rest[^1]["data"]!["verdict"]));
    }

    [Fact]
    public async Task Execution_SandboxCrashesUnderIt_IsLostWithTheReason()
    {
        var session = await (await host.Client.PutAsync("/v1/sessions/crash-1", "{}")).BodyAsync();
        var background = await host.Client.PostAsync("/v1/sessions/crash-1/executions", """{"command": ["sleep", "60"], "background": true}""");
        var events = await host.Client.GetAsync(background.Headers.Location + "/events", HttpCompletionOption.ResponseHeadersRead, Cancellation);

        host.Runtime.Crash(new("local", (string)session["sandbox"]!), EndReason.OutOfMemory);

        var body = await events.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("\"verdict\":\"sandbox-lost\"", body, StringComparison.Ordinal);
        Assert.Contains("out-of-memory", body, StringComparison.Ordinal);
        var problem = await (await host.Client.PostAsync("/v1/sessions/crash-1/executions", Hello)).ProblemAsync(HttpStatusCode.Gone, "session_ended");
        Assert.Equal("out-of-memory", (string?)problem["reason"]);
    }

    [Fact]
    public async Task Execution_ChannelCutUnderIt_LosesNothing()
    {
        var session = await (await host.Client.PutAsync("/v1/sessions/cut-1", "{}")).BodyAsync();
        var background = await host.Client.PostAsync("/v1/sessions/cut-1/executions", """{"command": ["cat"], "stdin": "kept", "keepStdinOpen": true, "background": true}""");

        host.Runtime.Cut(new("local", (string)session["sandbox"]!));

        var execution = await (await host.Client.GetAsync(background.Headers.Location, Cancellation)).BodyAsync();
        Assert.Equal("kept", (string?)execution["stdout"]);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.DeleteAsync(background.Headers.Location, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Run_Code_AnswersAndLeavesNothingOpen()
    {
        var response = await host.Client.PostAsync("/v1/run", Hello);

        var execution = await response.BodyAsync();
        Assert.Equal(("ok", "hello\n"), ((string?)execution["verdict"], (string?)execution["stdout"]));
        Assert.NotNull(execution["served"]!["totalMs"]);
    }

    [Fact]
    public async Task Files_PutListGetDelete_DoAsTheySay()
    {
        await host.Client.PutAsync("/v1/sessions/files-1", """{"files": [{"path": "in/a.txt", "content": "first"}]}""");
        var bytes = new byte[300_000];
        new Random(3).NextBytes(bytes);

        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.PutAsync("/v1/sessions/files-1/files/in/b%20c.bin", new ByteArrayContent(bytes), Cancellation)).StatusCode);
        var listing = await (await host.Client.GetAsync("/v1/sessions/files-1/files/in", Cancellation)).BodyAsync();
        var got = await host.Client.GetByteArrayAsync("/v1/sessions/files-1/files/in/b%20c.bin", Cancellation);

        Assert.Equal(["in/a.txt", "in/b c.bin"], listing["entries"]!.AsArray().Select(entry => (string?)entry!["path"]));
        Assert.Equal(bytes, got);
        Assert.Equal("first", await host.Client.GetStringAsync("/v1/sessions/files-1/files/in/a.txt", Cancellation));
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.DeleteAsync("/v1/sessions/files-1/files/in/a.txt", Cancellation)).StatusCode);
        Assert.Equal("in", (string?)(await (await host.Client.GetAsync("/v1/sessions/files-1/files", Cancellation)).BodyAsync())["entries"]![0]!["path"]);
    }

    [Fact]
    public async Task Sessions_List_HasThoseThatAreOpen()
    {
        await host.Client.PutAsync("/v1/sessions/listed-1", "{}");
        await host.Client.PutAsync("/v1/sessions/listed-2", "{}");
        var ids = new List<string>();

        for (string? token = ""; token is not null;)
        {
            var page = await (await host.Client.GetAsync($"/v1/sessions?state=active&pageSize=1&pageToken={token}", Cancellation)).BodyAsync();
            ids.AddRange(page["sessions"]!.AsArray().Select(session => (string)session!["id"]!));
            token = (string?)page["nextPageToken"];
        }

        Assert.Contains("listed-1", ids);
        Assert.Contains("listed-2", ids);
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public async Task Renew_Open_MovesTheDeadlines()
    {
        var before = await (await host.Client.PutAsync("/v1/sessions/renew-1", "{}")).BodyAsync();

        var after = await (await host.Client.PostAsync("/v1/sessions/renew-1/renew", """{"lifetimeSeconds": 7200}""")).BodyAsync();

        Assert.True((DateTimeOffset)after["expiresAt"]! > (DateTimeOffset)before["expiresAt"]!);
    }

    [Theory]
    [InlineData("/v1/templates", "templates")]
    [InlineData("/v1/pools", "pools")]
    [InlineData("/v1/nodes", "nodes")]
    public async Task Operators_Lists_HaveEntries(string path, string name) =>
        Assert.NotEmpty((await (await host.Client.GetAsync(path, Cancellation)).BodyAsync())[name]!.AsArray());

    [Fact]
    public async Task Template_ByName_IsThere() =>
        Assert.Equal("python", (string?)(await (await host.Client.GetAsync("/v1/templates/python", Cancellation)).BodyAsync())["name"]);

    [Fact]
    public async Task Health_OnceWarm_IsReady()
    {
        await host.Client.PutAsync("/v1/sessions/ready-1", "{}");

        Assert.Equal(HttpStatusCode.OK, (await host.Anyone.GetAsync("/readyz", Cancellation)).StatusCode);
    }
}
