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
        WriteRoom(json, node);
        json.WriteString("breaker"u8, node.Breaker);
        json.WriteStrings("containment"u8, node.Containment);
        json.WriteIfGiven("warning"u8, node.Warning);
        OrderJson.WriteIfGiven(json, "drain"u8, node.Drain);
        json.WriteEndObject();
    }

    /// <summary>What is without a limit is not written.</summary>
    private static void WriteRoom(Utf8JsonWriter json, NodeView node)
    {
        if (node.Room is { MemoryBytes: < long.MaxValue and var memory })
        {
            json.WriteNumber("memoryBytes"u8, memory);
            json.WriteNumber("memoryUsedBytes"u8, node.Taken.MemoryBytes);
        }

        if (node.Room is { CpuMillis: < long.MaxValue and var cpu })
        {
            json.WriteNumber("cpuMillis"u8, cpu);
            json.WriteNumber("cpuUsedMillis"u8, node.Taken.CpuMillis);
        }
    }
}
