using System.Text.Json;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

internal static class AuditJson
{
    public static void Write(Utf8JsonWriter json, AuditEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, entry.Id);
        json.WriteTime("at"u8, entry.At);
        json.WriteString("organization"u8, entry.Organization);
        json.WriteString("key"u8, entry.Key);
        json.WriteString("operation"u8, entry.Operation);
        json.WriteString("target"u8, entry.Target);
        json.WriteString("reason"u8, entry.Reason);
        json.WriteString("outcome"u8, entry.Outcome);
        json.WriteEndObject();
    }
}
