using System.Text.Json.Nodes;

namespace Sandboxes.Frontend;

/// <summary>Makes the OpenAPI 3.1 document out of what each area says of its routes.</summary>
internal static class OpenApiDocument
{
    private static readonly ErrorKind[] Everywhere = [ErrorTable.BadRequest, ErrorTable.Unauthorized, ErrorTable.Internal, ErrorTable.Unavailable];

    public static JsonObject Build(IReadOnlyList<RouteDoc> routes) => new()
    {
        ["openapi"] = "3.1.1",
        ["info"] = new JsonObject
        {
            ["title"] = "Sandboxes",
            ["version"] = "1",
            ["description"] = "Warm sandboxes for running untrusted code: a session holds one, executions run in it, and it is destroyed after.",
            ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
        },
        ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject { ["apiKey"] = new JsonArray() }),
        ["tags"] = new JsonArray([.. routes.Select(route => route.Tag).Distinct().Select(tag => new JsonObject { ["name"] = tag })]),
        ["paths"] = Paths(routes),
        ["components"] = new JsonObject
        {
            ["schemas"] = JsonNode.Parse(Schemas.Json),
            ["securitySchemes"] = new JsonObject
            {
                ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                ["apiKey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-API-Key" },
            },
        },
    };

    private static JsonObject Paths(IReadOnlyList<RouteDoc> routes)
    {
        var paths = new JsonObject();
        foreach (var path in routes.GroupBy(route => route.Pattern.Replace("**", "", StringComparison.Ordinal)))
        {
            var operations = new JsonObject();
            foreach (var route in path)
            {
                operations.Add(route.Method.ToLowerInvariant(), OpenApiOperation.Of(route, [.. Everywhere, .. route.Errors]));
            }

            paths.Add(path.Key, operations);
        }

        return paths;
    }
}
