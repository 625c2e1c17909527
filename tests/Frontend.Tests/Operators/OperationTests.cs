using System.Net;
using System.Text.Json.Nodes;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

public sealed class OperationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/v1/nodes/local/drain")]
    [InlineData("POST", "/v1/nodes/local/undrain")]
    [InlineData("POST", "/v1/pools/local/python/pause")]
    [InlineData("POST", "/v1/pools/local/python/resume")]
    [InlineData("PUT", "/v1/pools/local/python")]
    [InlineData("GET", "/v1/sandboxes")]
    [InlineData("POST", "/v1/sandboxes/local/s-1/destroy")]
    [InlineData("POST", "/v1/sandboxes/local/s-1/recycle")]
    [InlineData("POST", "/v1/sessions/alice/release")]
    [InlineData("GET", "/v1/audit")]
    public async Task AnyOperation_ByAKeyThatIsNoOperators_IsForbidden(string method, string path)
    {
        await using var host = await FrontendHost.StartAsync();
        using var request = new HttpRequestMessage(new(method), path) { Content = method == "GET" ? null : Requests.Json("""{"reason": "x"}""") };

        await (await host.Tenant.SendAsync(request, Cancellation)).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");

        Assert.Empty(host.Cluster.Orders.Asked);
        Assert.Empty(await AuditAsync(host));
    }

    [Theory]
    [InlineData("/v1/nodes/local/drain")]
    [InlineData("/v1/pools/local/python/pause")]
    [InlineData("/v1/sandboxes/local/s-1/destroy")]
    [InlineData("/v1/sessions/alice/release")]
    public async Task WhatTakesFromSomebody_WithoutAReason_IsRefused(string path)
    {
        await using var host = await FrontendHost.StartAsync();

        var problem = await (await host.Client.PostAsync(path, "{}")).ProblemAsync(HttpStatusCode.BadRequest, "invalid_field");

        Assert.Equal("reason", (string?)problem["field"]);
    }

    [Fact]
    public async Task Drain_Twice_AnswersTheSameNodeAndIsNotedTwice()
    {
        await using var host = await FrontendHost.StartAsync();

        var first = await (await host.Client.PostAsync("/v1/nodes/local/drain", """{"reason": "kernel"}""")).BodyAsync();
        var second = await (await host.Client.PostAsync("/v1/nodes/local/drain", """{"reason": "kernel"}""")).BodyAsync();

        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        Assert.Equal(("draining", "kernel"), ((string?)first["state"], (string?)first["drain"]!["reason"]));
        Assert.StartsWith("default (ApiKey ", (string?)first["drain"]!["by"], StringComparison.Ordinal);
        var entries = await AuditAsync(host);
        Assert.Equal([("drain", "node/local", "kernel", "done"), ("drain", "node/local", "kernel", "done")], entries.Select(Entry));
        Assert.Equal("default", (string?)entries[0]["organization"]);
        Assert.DoesNotContain(FrontendHost.Key, (string)entries[0]["key"]!, StringComparison.Ordinal);
        Assert.Equal("ready", (string?)(await (await host.Client.PostAsync("/v1/nodes/local/undrain", "{}")).BodyAsync())["state"]);
    }

    [Theory]
    [InlineData("POST", "/v1/nodes/other/drain", "node_not_found", "node/other")]
    [InlineData("POST", "/v1/pools/local/cobol/pause", "pool_not_found", "pool/local/shared/cobol")]
    [InlineData("POST", "/v1/pools/other/python/resume", "pool_not_found", "pool/other/shared/python")]
    [InlineData("PUT", "/v1/pools/local/python?scope=acme", "pool_not_found", "pool/local/acme/python")]
    [InlineData("POST", "/v1/sandboxes/local/s-9/destroy", "sandbox_not_found", "sandbox/local/s-9")]
    [InlineData("POST", "/v1/sandboxes/other/s-1/recycle", "sandbox_not_found", "sandbox/other/s-1")]
    [InlineData("POST", "/v1/sessions/nobody/release", "session_not_found", "session/default/nobody")]
    public async Task AnyOperation_OnWhatIsNotThere_IsNotFoundAndNoted(string method, string path, string code, string target)
    {
        await using var host = await FrontendHost.StartAsync();
        using var request = new HttpRequestMessage(new(method), path) { Content = Requests.Json("""{"reason": "x"}""") };

        await (await host.Client.SendAsync(request, Cancellation)).ProblemAsync(HttpStatusCode.NotFound, code);

        var entry = Assert.Single(await AuditAsync(host));
        Assert.Equal((target, code), ((string?)entry["target"], (string?)entry["outcome"]));
        Assert.Empty(host.Cluster.Orders.Asked);
    }

    [Fact]
    public async Task AnyOperation_ThatFails_IsNotedWithTheCode()
    {
        await using var host = await FrontendHost.StartAsync();
        host.Cluster.Orders.Fault = new StorageUnavailableException("down");

        await (await host.Client.PostAsync("/v1/nodes/local/drain", """{"reason": "x"}""")).ProblemAsync(HttpStatusCode.ServiceUnavailable, "storage_unavailable");

        Assert.Equal("storage_unavailable", (string?)Assert.Single(await AuditAsync(host))["outcome"]);
    }

    [Fact]
    public async Task Resize_WithinTheTemplatesMost_IsOrderedAndClearedByNull()
    {
        await using var host = await FrontendHost.StartAsync();

        await host.Client.PutAsync("/v1/pools/local/python", """{"minIdle": 6, "maxIdle": 9}""");
        await host.Client.PutAsync("/v1/pools/local/python", """{"minIdle": null}""");

        Assert.Equal(["resize shared/python 6 9", "resize shared/python  "], host.Cluster.Orders.Asked);
    }

    [Theory]
    [InlineData("""{"minIdle": 5, "maxIdle": 4}""", "maxIdle")]
    [InlineData("""{"minIdle": 1001}""", "minIdle")]
    [InlineData("""{"maxIdle": 1001}""", "maxIdle")]
    [InlineData("""{"minIdle": -1}""", "minIdle")]
    public async Task Resize_OutOfRange_IsRefused(string body, string field)
    {
        await using var host = await FrontendHost.StartAsync();

        Assert.Equal(field, (string?)(await (await host.Client.PutAsync("/v1/pools/local/python", body)).ProblemAsync(HttpStatusCode.BadRequest, "invalid_field"))["field"]);
        Assert.Empty(host.Cluster.Orders.Asked);
    }

    [Fact]
    public async Task Release_OfAnotherOrganizationsSession_EndsItByTheOperator()
    {
        await using var host = await FrontendHost.StartAsync();
        await host.Tenant.PutAsync("/v1/sessions/theirs", "{}");

        await (await host.Client.PostAsync("/v1/sessions/theirs/release", """{"reason": "abuse"}""")).ProblemAsync(HttpStatusCode.NotFound, "session_not_found");
        var released = await host.Client.PostAsync("/v1/sessions/theirs/release", """{"reason": "abuse", "organization": "acme"}""");
        var again = await host.Client.PostAsync("/v1/sessions/theirs/release", """{"reason": "abuse", "organization": "acme"}""");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (released.StatusCode, again.StatusCode));
        var ended = (await (await host.Tenant.GetAsync("/v1/sessions/theirs", Cancellation)).BodyAsync())["ended"]!;
        Assert.Equal(("operator", "abuse"), ((string?)ended["reason"], (string?)ended["detail"]));
    }

    [Fact]
    public async Task Sandboxes_MoreThanAPage_GoOnWithTheToken()
    {
        await using var host = await FrontendHost.StartAsync();

        var first = await (await host.Client.GetAsync("/v1/sandboxes?pageSize=2&node=local", Cancellation)).BodyAsync();
        var second = await (await host.Client.GetAsync($"/v1/sandboxes?pageSize=2&node=local&pageToken={first["nextPageToken"]}", Cancellation)).BodyAsync();

        Assert.Equal(["s-1", "s-2"], Column(first, "sandboxes", "sandbox"));
        Assert.Equal(["s-3"], Column(second, "sandboxes", "sandbox"));
        Assert.Null(second["nextPageToken"]);
        Assert.Empty(Column(await (await host.Client.GetAsync("/v1/sandboxes?node=other", Cancellation)).BodyAsync(), "sandboxes", "sandbox"));
    }

    [Fact]
    public async Task Audit_MoreThanAPage_GoesOnWithTheToken()
    {
        await using var host = await FrontendHost.StartAsync();
        foreach (var sandbox in new[] { "s-1", "s-2", "s-3" })
        {
            await host.Client.PostAsync($"/v1/sandboxes/local/{sandbox}/recycle", "{}");
        }

        var first = await (await host.Client.GetAsync("/v1/audit?pageSize=2", Cancellation)).BodyAsync();
        var second = await (await host.Client.GetAsync($"/v1/audit?pageSize=2&pageToken={first["nextPageToken"]}", Cancellation)).BodyAsync();

        Assert.Equal(["sandbox/local/s-3", "sandbox/local/s-2"], Column(first, "entries", "target"));
        Assert.Equal(["sandbox/local/s-1"], Column(second, "entries", "target"));
    }

    private static async Task<List<JsonNode>> AuditAsync(FrontendHost host) =>
        [.. (await (await host.Client.GetAsync("/v1/audit", Cancellation)).BodyAsync())["entries"]!.AsArray().Select(entry => entry!)];

    private static (string?, string?, string?, string?) Entry(JsonNode entry) => ((string?)entry["operation"], (string?)entry["target"], (string?)entry["reason"], (string?)entry["outcome"]);

    private static string?[] Column(JsonNode list, string name, string field) => [.. list[name]!.AsArray().Select(item => (string?)item![field])];
}
