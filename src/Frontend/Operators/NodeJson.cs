using System.Text.Json;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

internal static class NodeJson
{
    public static void Write(Utf8JsonWriter json, NodeView node)
    {
        json.WriteStartObject();
        json.WriteString("node"u8, node.Node);
        json.WriteString("runtime"u8, node.Runtime);
        json.WriteString("state"u8, node.State);
        json.WriteNumber("capacity"u8, node.Capacity);
        json.WriteNumber("used"u8, node.Used);
        json.WriteString("breaker"u8, node.Breaker);
        json.WriteStrings("containment"u8, node.Containment);
        json.WriteIfGiven("warning"u8, node.Warning);
        OrderJson.WriteIfGiven(json, "drain"u8, node.Drain);
        json.WriteEndObject();
    }
}
