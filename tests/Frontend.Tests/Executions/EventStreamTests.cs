using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

public sealed class EventStreamTests
{
    private const string Command = """{"command": ["x"]}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_AcceptsEventStream_SendsEventsWithIdsThatCountUp()
    {
        await using var host = await OpenAsync();
        host.Cluster.Program = _ => new FakeExecution().Start().Print("hi\n").Warn("Soon over.").Result("text/plain", "42"u8.ToArray()).End();

        var response = await PostAsync(host, "text/event-stream");

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            """
            id: 1
            event: started
            data: {"execution":"e-1"}

            id: 2
            event: stdout
            data: {"text":"hi\n","encoding":"utf-8"}

            id: 3
            event: warning
            data: {"execution":"e-1","message":"Soon over."}

            id: 4
            event: result
            data: {"mime":"text/plain","data":"42"}

            id: 5
            event: ended
            data: {"id":"e-1","verdict":"ok","exitCode":0,"signal":null,"truncated":false,"stdoutBytes":3,"stderrBytes":0,"error":null,"usage":{"wallMs":1.5,"cpuMs":1,"peakMemoryBytes":1048576}}


            """,
            await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Post_AcceptsJsonLines_SendsALineForEachEvent()
    {
        await using var host = await OpenAsync();
        host.Cluster.Program = _ => new FakeExecution().Start().Complain([0xFF]).End();

        var lines = await LinesAsync(await PostAsync(host, "application/x-ndjson"));

        Assert.Equal(["started", "stderr", "ended"], lines.Select(line => (string?)line["event"]));
        Assert.Equal([1, 2, 3], lines.Select(line => (int?)line["id"]));
        Assert.Equal(("/w==", "base64"), ((string?)lines[1]["data"]!["text"], (string?)lines[1]["data"]!["encoding"]));
    }

    [Fact]
    public async Task Post_OutputAsItHappens_IsSentBeforeTheEnd()
    {
        await using var host = await OpenAsync();
        var running = new FakeExecution().Start().Print("first\n");
        host.Cluster.Program = _ => running;

        var response = await PostAsync(host, "application/x-ndjson");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        await reader.ReadLineAsync(Cancellation);
        var first = await reader.ReadLineAsync(Cancellation);
        running.Print("second\n").End();
        var rest = await reader.ReadToEndAsync(Cancellation);

        Assert.Contains("first", first, StringComparison.Ordinal);
        Assert.Contains("second", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_AfterACursor_ReplaysTheRestCutTheSameWay()
    {
        await using var host = await OpenAsync();
        host.Cluster.Program = _ => new FakeExecution().Start().Print([0x61, 0xE2]).Print([0x82, 0xAC, 0x62]).End();
        await host.Client.PostAsync("/v1/sessions/alice/executions", Command);

        var all = await LinesAsync(await GetAsync(host, "/v1/sessions/alice/executions/e-1/events"));
        var rest = await LinesAsync(await GetAsync(host, "/v1/sessions/alice/executions/e-1/events?after=2"));

        Assert.Equal(["a", "€b"], all.Where(line => (string?)line["event"] == "stdout").Select(line => (string?)line["data"]!["text"]));
        Assert.Equal(all.Skip(2).Select(line => line.ToJsonString()), rest.Select(line => line.ToJsonString()));
    }

    [Fact]
    public async Task Events_HalfACharacterAtTheEnd_IsNotLost()
    {
        await using var host = await OpenAsync();
        host.Cluster.Program = _ => new FakeExecution().Print([0xE2, 0x82]).End();

        var lines = await LinesAsync(await PostAsync(host, "application/x-ndjson"));

        Assert.Equal(["stdout", "ended"], lines.Select(line => (string?)line["event"]));
        Assert.Equal("4oI=", (string?)lines[0]["data"]!["text"]);
    }

    [Fact]
    public async Task Events_LastEventIdOfABrowser_GoesOnAfterIt()
    {
        await using var host = await OpenAsync();
        await host.Client.PostAsync("/v1/sessions/alice/executions", Command);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/sessions/alice/executions/e-1/events");
        request.Headers.Add("Last-Event-ID", "1");

        var body = await (await host.Client.SendAsync(request, Cancellation)).Content.ReadAsStringAsync(Cancellation);

        Assert.StartsWith("id: 2\nevent: ended\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_SandboxLostOnTheWay_EndsTheStreamWithThatVerdict()
    {
        await using var host = await OpenAsync();
        var running = new FakeExecution().Start();
        host.Cluster.Program = _ => running;
        var response = await PostAsync(host, "application/x-ndjson");

        host.Cluster.Session("alice").End(EndReason.Crashed);
        running.Fault = new TimeoutException();
        running.Nudge();

        var last = (await LinesAsync(response))[^1];
        Assert.Equal(("ended", "sandbox-lost", "crashed"), ((string?)last["event"], (string?)last["data"]!["verdict"], (string?)last["data"]!["error"]!["name"]));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    public async Task Events_CursorThatIsNone_Is400(string after)
    {
        await using var host = await OpenAsync();

        var response = await host.Client.GetAsync($"/v1/sessions/alice/executions/e-1/events?after={after}", Cancellation);

        await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_field");
    }

    [Fact]
    public async Task Post_ClientGoesAway_TheExecutionGoesOn()
    {
        await using var host = await OpenAsync();
        var running = new FakeExecution().Start();
        host.Cluster.Program = _ => running;
        using (await PostAsync(host, "application/x-ndjson"))
        {
        }

        running.Print("later").End();

        var execution = await (await host.Client.GetAsync("/v1/sessions/alice/executions/e-1", Cancellation)).BodyAsync();
        Assert.Equal(("ok", "later"), ((string?)execution["verdict"], (string?)execution["stdout"]));
    }

    private static async Task<FrontendHost> OpenAsync()
    {
        var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");
        return host;
    }

    private static Task<HttpResponseMessage> PostAsync(FrontendHost host, string accept) =>
        SendAsync(host, new(HttpMethod.Post, "/v1/sessions/alice/executions") { Content = Requests.Json(Command) }, accept);

    private static Task<HttpResponseMessage> GetAsync(FrontendHost host, string path) => SendAsync(host, new(HttpMethod.Get, path), "application/x-ndjson");

    private static Task<HttpResponseMessage> SendAsync(FrontendHost host, HttpRequestMessage request, string accept)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    private static async Task<List<JsonNode>> LinesAsync(HttpResponseMessage response) =>
        [.. (await response.Content.ReadAsStringAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
}
