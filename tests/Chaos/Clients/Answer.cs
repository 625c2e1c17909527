using System.Text.Json;

namespace Sandboxes.Chaos.Clients;

/// <summary>What came back, or why nothing did.</summary>
internal sealed record Answer(int? Status, string Body, string? Note)
{
    /// <summary>The body as an object; null where it is none.</summary>
    public JsonElement? Json { get; } = Parse(Body);

    public string? Text(string name) => Json is { } json && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root ? root.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
