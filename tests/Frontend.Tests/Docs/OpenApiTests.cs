using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Sandboxes.Frontend.Tests;

public sealed class OpenApiTests
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "head"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_IsOpenApi31() =>
        Assert.StartsWith("3.1.", (string)(await DocumentAsync())["openapi"]!, StringComparison.Ordinal);

    [Fact]
    public async Task Document_Routes_AreThoseThatAreMapped()
    {
        await using var host = await FrontendHost.StartAsync();
        var mapped = host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>()).OfType<ApiRoute>().Select(route => $"{route.Method} {route.Pattern.Replace("**", "", StringComparison.Ordinal)}");

        var documented = Operations(await DocumentAsync()).Select(operation => operation.Name);

        Assert.Equal(mapped.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_RoutesOfV1_AreAllOfTheApi()
    {
        await using var host = await FrontendHost.StartAsync();

        var others = host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal) && endpoint.Metadata.GetMetadata<ApiRoute>() is null);

        Assert.Empty(others);
    }

    [Fact]
    public async Task Document_EveryBodyAndAnswer_HasAnExample()
    {
        foreach (var (name, operation) in Operations(await DocumentAsync()))
        {
            var bodies = operation["responses"]!.AsObject().Select(response => response.Value!).Append(operation["requestBody"]).OfType<JsonNode>();
            Assert.All(bodies.SelectMany(body => body["content"]?.AsObject() ?? []), content => Assert.True(content.Value!["example"] is not null, $"{name} {content.Key}"));
            Assert.Contains(operation["responses"]!.AsObject(), response => response.Key[0] == '2');
        }
    }

    [Fact]
    public async Task Document_OperationIds_AreUnique()
    {
        var ids = Operations(await DocumentAsync()).Select(operation => (string)operation.Operation["operationId"]!).ToList();

        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void Document_EveryCodeOfTheTable_IsNamedByARoute() =>
        Assert.Empty(ErrorTable.All.Except(DocRoutes.Routes.SelectMany(route => route.Errors))
            .Except([ErrorTable.BadRequest, ErrorTable.Unauthorized, ErrorTable.Internal, ErrorTable.Unavailable, ErrorTable.NotFound, ErrorTable.MethodNotAllowed, ErrorTable.CrossSite, ErrorTable.TooManyAttempts]));

    [Fact]
    public async Task Document_References_AllLeadSomewhere()
    {
        var document = await DocumentAsync();
        var schemas = document["components"]!["schemas"]!.AsObject().Select(schema => "#/components/schemas/" + schema.Key);

        Assert.Empty(References(document).Except(schemas));
    }

    [Fact]
    public void RequestExamples_AreAcceptedByTheirReaders()
    {
        Assert.Null(Read(OpenBody.Shape, "PUT /v1/sessions/{id}"));
        Assert.Null(Read(OpenBody.Shape, "POST /v1/sessions"));
        Assert.Null(Read(RenewBody.Shape, "POST /v1/sessions/{id}/renew"));
        Assert.Null(Read(ExecutionBody.Shape, "POST /v1/sessions/{id}/executions"));
        Assert.Null(Read(StdinBody.Shape, "POST /v1/sessions/{id}/executions/{execution}/stdin"));
        Assert.Null(Read(SignalBody.Shape, "POST /v1/sessions/{id}/executions/{execution}/signal"));
        Assert.Null(Read(TemplateBody.Shape, "PUT /v1/templates/{name}"));
        Assert.Null(Read(RunBody.Shape, "POST /v1/run"));
        Assert.Null(Read(OrderBody.Shape, "POST /v1/nodes/{node}/drain"));
        Assert.Null(Read(ResizeBody.Shape, "PUT /v1/pools/{node}/{template}"));
        Assert.Null(Read(ReleaseBody.Shape, "POST /v1/sessions/{id}/release"));
    }

    [Theory]
    [InlineData("PUT /v1/sessions/{id}", 201, "PUT", "/v1/sessions/bob", "{}")]
    [InlineData("GET /v1/sessions/{id}", 200, "GET", "/v1/sessions/alice", null)]
    [InlineData("GET /v1/sessions", 200, "GET", "/v1/sessions", null)]
    [InlineData("POST /v1/sessions/{id}/renew", 200, "POST", "/v1/sessions/alice/renew", "{}")]
    [InlineData("POST /v1/sessions/{id}/executions", 200, "POST", "/v1/sessions/alice/executions", "{\"command\":[\"x\"]}")]
    [InlineData("POST /v1/sessions/{id}/executions", 202, "POST", "/v1/sessions/alice/executions", "{\"command\":[\"x\"],\"background\":true}")]
    [InlineData("GET /v1/sessions/{id}/files/{**path}", 200, "GET", "/v1/sessions/alice/files/", null)]
    [InlineData("GET /v1/templates", 200, "GET", "/v1/templates", null)]
    [InlineData("GET /v1/templates/{name}", 200, "GET", "/v1/templates/python", null)]
    [InlineData("PUT /v1/templates/{name}", 200, "PUT", "/v1/templates/python", "{}")]
    [InlineData("PUT /v1/templates/{name}", 201, "PUT", "/v1/templates/numbers", "{}")]
    [InlineData("GET /v1/pools", 200, "GET", "/v1/pools", null)]
    [InlineData("GET /v1/nodes", 200, "GET", "/v1/nodes", null)]
    [InlineData("GET /v1/sandboxes", 200, "GET", "/v1/sandboxes", null)]
    [InlineData("POST /v1/sandboxes/{node}/{sandbox}/destroy", 200, "POST", "/v1/sandboxes/local/s-1/destroy", "{\"reason\":\"x\"}")]
    [InlineData("POST /v1/pools/{node}/{template}/resume", 200, "POST", "/v1/pools/local/python/resume", "{}")]
    [InlineData("GET /v1/audit", 200, "GET", "/v1/audit", null)]
    public async Task AnswerExamples_HaveTheFieldsOfTheAnswersAndTheirSchemas(string route, int status, string method, string path, string? body)
    {
        await using var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");
        host.Cluster.Directory.Listed.Add(host.Cluster.Session("alice").View!);
        using var request = new HttpRequestMessage(new(method), path) { Content = body is null ? null : Requests.Json(body) };

        var response = await host.Client.SendAsync(request, Cancellation);

        Assert.Equal(status, (int)response.StatusCode);
        var answer = DocRoutes.Routes.Single(doc => doc.Key == route).Answers.First(answer => answer.Status == status);
        var schema = JsonNode.Parse(Schemas.Json)![answer.Schema!]!;
        Assert.Equal(schema["required"]!.AsArray().Select(name => (string?)name), (await response.BodyAsync()).AsObject().Select(field => field.Key));
        Assert.Equal(schema["required"]!.AsArray().Select(name => (string?)name), JsonNode.Parse(answer.Example!)!.AsObject().Select(field => field.Key));
    }

    private static Problem? Read<T>(Shape<T> shape, string route) where T : class, new() =>
        RequestBody.Parse(System.Text.Encoding.UTF8.GetBytes(DocRoutes.Routes.Single(doc => doc.Key == route).BodyExample!), shape).Problem;

    private static async Task<JsonNode> DocumentAsync()
    {
        await using var host = await FrontendHost.StartAsync();
        return await (await host.Client.GetAsync("/openapi/v1.json", Cancellation)).BodyAsync();
    }

    private static IEnumerable<(string Name, JsonNode Operation)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where Methods.Contains(operation.Key)
        select ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!);

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => field.Key == "$ref" ? [(string)field.Value!] : References(field.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
