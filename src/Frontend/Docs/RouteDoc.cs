using System.Text.Json.Nodes;

namespace Sandboxes.Frontend;

/// <summary>What the OpenAPI document says of a route.</summary>
internal sealed record RouteDoc(string Method, string Pattern, string Tag, string Summary)
{
    public string? Description { get; init; }

    public IReadOnlyList<ParameterDoc> Query { get; init; } = [];

    /// <summary>Schema of the JSON body; null where there is none.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>An example of the body, as JSON.</summary>
    public string? BodyExample { get; init; }

    /// <summary>The body is bytes as they are.</summary>
    public bool TakesBytes { get; init; }

    public required IReadOnlyList<AnswerDoc> Answers { get; init; }

    /// <summary>Problems beside those that every route has.</summary>
    public IReadOnlyList<ErrorKind> Errors { get; init; } = [];

    public string Key => $"{Method} {Pattern}";

    public static JsonObject BodyOf<T>(Shape<T> shape) => new()
    {
        ["type"] = "object",
        ["properties"] = Fields.Properties(shape),
        ["additionalProperties"] = false,
    };
}

/// <summary>A successful answer of a route: its status, what it means, and an example in its media type.</summary>
internal sealed record AnswerDoc(int Status, string Says, string? Schema = null, string? Example = null, string MediaType = JsonAnswer.MediaType);

/// <summary>A parameter of the query.</summary>
internal sealed record ParameterDoc(string Name, string Type, string Says);
