using System.Text.Json;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

internal static class SandboxJson
{
    public static void Write(Utf8JsonWriter json, SandboxView sandbox)
    {
        json.WriteStartObject();
        json.WriteString("node"u8, sandbox.Id.Node);
        json.WriteString("sandbox"u8, sandbox.Id.Name);
        json.WriteString("template"u8, sandbox.Template);
        json.WriteString("scope"u8, sandbox.Scope);
        json.WriteString("phase"u8, sandbox.Phase);
        json.WriteNumber("ageSeconds"u8, Math.Round(sandbox.Age.TotalSeconds, 3));
        json.WriteNumber("uses"u8, sandbox.Uses);
        json.WriteString("organization"u8, sandbox.Session?.Organization);
        json.WriteString("session"u8, sandbox.Session?.Name);
        json.WriteBoolean("recycling"u8, sandbox.Recycling);
        json.WriteEndObject();
    }
}
