using System.Net;
using System.Text.Json.Nodes;

namespace Sandboxes.Frontend.Tests;

/// <summary>Another tenant's id looks exactly like an unknown one.</summary>
public sealed class TenantTests(SiloHost host)
{
    private const string Hello = """{"language": "python", "code": "print('hello')"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "", null)]
    [InlineData("DELETE", "", null)]
    [InlineData("POST", "/renew", "{}")]
    [InlineData("POST", "/executions", Hello)]
    [InlineData("GET", "/executions/{e}", null)]
    [InlineData("GET", "/executions/{e}/events", null)]
    [InlineData("POST", "/executions/{e}/stdin", "{\"data\": \"x\"}")]
    [InlineData("POST", "/executions/{e}/signal", "{\"signal\": \"INT\"}")]
    [InlineData("DELETE", "/executions/{e}", null)]
    [InlineData("GET", "/files/", null)]
    [InlineData("GET", "/files/secret.txt", null)]
    [InlineData("HEAD", "/files/secret.txt", null)]
    [InlineData("PUT", "/files/secret.txt", "x")]
    [InlineData("DELETE", "/files/secret.txt", null)]
    public async Task AnyRoute_OfAnothersSession_AnswersAsForAnUnknownOneAndDoesNothing(string method, string path, string? body)
    {
        var (theirs, execution) = await OpenedAsync($"theirs-{Guid.NewGuid():N}");
        var nobodys = $"nobody-{Guid.NewGuid():N}";
        path = path.Replace("{e}", execution, StringComparison.Ordinal);

        var other = await AnswerAsync(host.Tenant, method, theirs, path, body);
        var unknown = await AnswerAsync(host.Tenant, method, nobodys, path, body);

        Assert.Equal(unknown, other);
        Assert.Equal("hello", await (await host.Client.GetAsync($"/v1/sessions/{theirs}/files/secret.txt", Cancellation)).Content.ReadAsStringAsync(Cancellation));
        await host.Client.DeleteAsync($"/v1/sessions/{theirs}", Cancellation);
    }

    [Fact]
    public async Task Put_SameIdOfTwoOrganizations_AreTwoSessions()
    {
        var id = $"both-{Guid.NewGuid():N}";
        var own = await (await host.Client.PutAsync($"/v1/sessions/{id}", "{}")).BodyAsync();
        var response = await host.Tenant.PutAsync($"/v1/sessions/{id}", "{}");
        var other = await response.BodyAsync();

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(("default", "acme"), ((string?)own["organization"], (string?)other["organization"]));
        Assert.NotEqual((string?)own["sandbox"], (string?)other["sandbox"]);
        await host.Tenant.DeleteAsync($"/v1/sessions/{id}", Cancellation);
        Assert.Equal("active", (string?)(await (await host.Client.GetAsync($"/v1/sessions/{id}", Cancellation)).BodyAsync())["state"]);
        await host.Client.DeleteAsync($"/v1/sessions/{id}", Cancellation);
    }

    [Fact]
    public async Task List_OfAnOrganization_HasItsOwnSessionsOnly()
    {
        var id = $"listed-{Guid.NewGuid():N}";
        await host.Client.PutAsync($"/v1/sessions/{id}", "{}");
        await host.Tenant.PutAsync($"/v1/sessions/{id}", "{}");

        var lists = await Task.WhenAll(new[] { host.Client, host.Tenant }.Select(async client => await (await client.GetAsync("/v1/sessions?pageSize=1000", Cancellation)).BodyAsync()));

        Assert.All(lists, list => Assert.Contains(id, Column(list, "id")));
        Assert.Equal([["default"], ["acme"]], lists.Select(list => Column(list, "organization").Distinct()));
        await host.Client.DeleteAsync($"/v1/sessions/{id}", Cancellation);
        await host.Tenant.DeleteAsync($"/v1/sessions/{id}", Cancellation);
    }

    [Fact]
    public async Task List_PageTokenOfAnother_IsRefusedAsAnUnknownOne()
    {
        var ids = Enumerable.Range(0, 2).Select(number => $"paged-{number}-{Guid.NewGuid():N}").ToList();
        foreach (var id in ids)
        {
            await host.Client.PutAsync($"/v1/sessions/{id}", "{}");
        }

        var token = (string?)(await (await host.Client.GetAsync("/v1/sessions?pageSize=1", Cancellation)).BodyAsync())["nextPageToken"];

        await (await host.Tenant.GetAsync($"/v1/sessions?pageSize=1&pageToken={token}", Cancellation)).ProblemAsync(HttpStatusCode.BadRequest, "invalid_page_token");
        await Task.WhenAll(ids.Select(id => host.Client.DeleteAsync($"/v1/sessions/{id}", Cancellation)));
    }

    private async Task<(string Session, string Execution)> OpenedAsync(string id)
    {
        await host.Client.PutAsync($"/v1/sessions/{id}", """{"files": [{"path": "secret.txt", "content": "hello"}]}""");
        var execution = await (await host.Client.PostAsync($"/v1/sessions/{id}/executions", Hello)).BodyAsync();
        return (id, (string)execution["id"]!);
    }

    /// <summary>All that a caller can tell apart, but the id that it sent itself and the trace.</summary>
    private static async Task<string> AnswerAsync(HttpClient client, string method, string id, string path, string? body)
    {
        using var request = new HttpRequestMessage(new(method), $"/v1/sessions/{id}{path}") { Content = body is null ? null : Requests.Json(body) };
        var response = await client.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        if (text.Length > 0)
        {
            var problem = JsonNode.Parse(text)!.AsObject();
            problem.Remove("traceId");
            text = problem.ToJsonString();
        }

        var headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not ("Date" or "Content-Length")).Select(header => $"{header.Key}: {string.Join(',', header.Value)}");
        return $"{(int)response.StatusCode} {text} {string.Join(' ', headers.Order(StringComparer.Ordinal))}".Replace(id, "ID", StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Column(JsonNode list, string name) => list["sessions"]!.AsArray().Select(session => (string?)session![name]);
}
