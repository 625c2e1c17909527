using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Sandboxes.Frontend;

/// <summary>One route in the OpenAPI document.</summary>
internal static class OpenApiOperation
{
    public static JsonObject Of(RouteDoc route, IReadOnlyList<ErrorKind> errors)
    {
        var operation = new JsonObject
        {
            ["operationId"] = OperationId(route),
            ["tags"] = new JsonArray(route.Tag),
            ["summary"] = route.Summary,
            ["parameters"] = new JsonArray([.. PathParameters(route), .. route.Query.Select(InQuery)]),
            ["responses"] = Responses(route, errors),
        };
        if (route.Description is not null)
        {
            operation.Add("description", route.Description);
        }

        if (RequestBodyOf(route) is { } body)
        {
            operation.Add("requestBody", body);
        }

        return operation;
    }

    private static string OperationId(RouteDoc route) =>
        route.Method.ToLowerInvariant() + string.Concat(route.Pattern.Split('/', '{', '}', '*').Where(part => part.Length > 0).Skip(1).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static IEnumerable<JsonNode> PathParameters(RouteDoc route) => RoutePatternFactory.Parse(route.Pattern).Parameters.Select(parameter => new JsonObject
    {
        ["name"] = parameter.Name,
        ["in"] = "path",
        ["required"] = true,
        ["schema"] = parameter.IsCatchAll
            ? new JsonObject { ["type"] = "string", ["maxLength"] = WorkspacePath.MostBytes }
            : new JsonObject { ["type"] = "string", ["pattern"] = IdFormat.Pattern },
        ["example"] = parameter.Name switch { "path" => "main.py", "execution" => "e-7", "name" or "template" => "python", "node" => "local", "sandbox" => "s-01k", _ => "alice" },
    });

    private static JsonNode InQuery(ParameterDoc parameter) => new JsonObject
    {
        ["name"] = parameter.Name,
        ["in"] = "query",
        ["description"] = parameter.Says,
        ["schema"] = new JsonObject { ["type"] = parameter.Type },
    };

    private static JsonObject? RequestBodyOf(RouteDoc route)
    {
        if (route.TakesBytes)
        {
            return new() { ["required"] = true, ["content"] = new JsonObject { ["application/octet-stream"] = new JsonObject { ["example"] = route.BodyExample } } };
        }

        return route.Body is null ? null : new()
        {
            ["content"] = new JsonObject
            {
                [JsonAnswer.MediaType] = new JsonObject { ["schema"] = route.Body.DeepClone(), ["example"] = JsonNode.Parse(route.BodyExample!) },
            },
        };
    }

    private static JsonObject Responses(RouteDoc route, IReadOnlyList<ErrorKind> errors)
    {
        var responses = new JsonObject();
        foreach (var status in route.Answers.GroupBy(answer => answer.Status))
        {
            responses.Add(WholeNumber.Text(status.Key), Response(status.First().Says, [.. status]));
        }

        foreach (var status in errors.GroupBy(error => error.Status).OrderBy(status => status.Key))
        {
            responses.Add(WholeNumber.Text(status.Key), Problem([.. status]));
        }

        return responses;
    }

    private static JsonObject Response(string says, IReadOnlyList<AnswerDoc> answers)
    {
        var content = new JsonObject();
        foreach (var answer in answers.Where(answer => answer.Example is not null))
        {
            content.Add(answer.MediaType, Content(answer));
        }

        return content.Count == 0 ? new() { ["description"] = says } : new() { ["description"] = says, ["content"] = content };
    }

    private static JsonObject Content(AnswerDoc answer)
    {
        var isJson = answer.MediaType == JsonAnswer.MediaType;
        var content = new JsonObject { ["example"] = isJson ? JsonNode.Parse(answer.Example!) : answer.Example };
        if (answer.Schema is not null)
        {
            content.Add("schema", new JsonObject { ["$ref"] = "#/components/schemas/" + answer.Schema });
        }

        return content;
    }

    private static JsonObject Problem(IReadOnlyList<ErrorKind> kinds) => new()
    {
        ["description"] = string.Join("; ", kinds.Select(kind => $"`{kind.Code}`: {kind.Title}")),
        ["content"] = new JsonObject
        {
            ["application/problem+json"] = new JsonObject
            {
                ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" },
                ["example"] = new JsonObject
                {
                    ["type"] = Sandboxes.Frontend.Problem.TypeOf(kinds[0]),
                    ["title"] = kinds[0].Title,
                    ["status"] = kinds[0].Status,
                    ["detail"] = "What to do.",
                    ["code"] = kinds[0].Code,
                    ["traceId"] = "0HNH8K3QQV1T2:00000001",
                },
            },
        },
    };
}
