using System.Text.Json;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

internal static class RolloutJson
{
    /// <summary>The last rollout of a template; null where there was none.</summary>
    public static void Write(Utf8JsonWriter json, TemplateView view)
    {
        if (view.Rollout is not { } rollout)
        {
            json.WriteNull("rollout"u8);
            return;
        }

        json.WriteStartObject("rollout"u8);
        json.WriteNumber("revision"u8, rollout.Revision);
        json.WriteNumber("from"u8, rollout.From);
        json.WriteString("state"u8, Wire<RolloutState>.Text(rollout.State));
        json.WriteTime("startedAt"u8, rollout.StartedAt);
        json.WriteTime("deadline"u8, rollout.Deadline);
        WriteTime(json, rollout.EndedAt);
        json.WriteString("reason"u8, rollout.Reason);
        WriteNodes(json, view.Nodes);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, DateTimeOffset? endedAt)
    {
        if (endedAt is { } at)
        {
            json.WriteTime("endedAt"u8, at);
        }
        else
        {
            json.WriteNull("endedAt"u8);
        }
    }

    private static void WriteNodes(Utf8JsonWriter json, IReadOnlyList<NodeRollout> nodes)
    {
        json.WriteStartArray("nodes"u8);
        foreach (var node in nodes)
        {
            json.WriteStartObject();
            json.WriteString("node"u8, node.Node);
            json.WriteString("state"u8, Wire<RolloutState>.Text(node.State));
            json.WriteNumber("stale"u8, node.Stale);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
