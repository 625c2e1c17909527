using System.Text.Json;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Clients;

/// <summary>A session out of an answer.</summary>
internal static class FactsReader
{
    public static SessionFacts? Read(Answer answer, RunClock clock) => answer is { Status: 200 or 201, Json: { } json } && json.TryGetProperty("incarnation", out var incarnation)
        ? Read(json, incarnation.GetInt64(), clock)
        : null;

    private static SessionFacts Read(JsonElement json, long incarnation, RunClock clock)
    {
        var ended = json.GetProperty("ended") is { ValueKind: JsonValueKind.Object } end ? end : (JsonElement?)null;
        return new()
        {
            Session = json.GetProperty("id").GetString()!,
            Incarnation = incarnation,
            State = json.GetProperty("state").GetString()!,
            Node = json.GetProperty("node").GetString(),
            Sandbox = json.GetProperty("sandbox").GetString(),
            CreatedAt = Time(json, "createdAt", clock),
            ExpiresAt = Time(json, "expiresAt", clock),
            IdleExpiresAt = Time(json, "idleExpiresAt", clock),
            EndedAt = ended is { } at ? Time(at, "at", clock) : null,
            Reason = ended?.GetProperty("reason").GetString(),
            Detail = ended?.GetProperty("detail").GetString(),
        };
    }

    private static double Time(JsonElement json, string name, RunClock clock) => clock.Of(json.GetProperty(name).GetDateTimeOffset());
}
