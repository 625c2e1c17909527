using System.Text.Json;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>A session as the contract shows it.</summary>
internal static class SessionJson
{
    public static void Write(Utf8JsonWriter json, SessionView session)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, session.Id.Name);
        json.WriteNumber("incarnation"u8, session.Incarnation);
        json.WriteString("organization"u8, session.Id.Organization);
        json.WriteString("template"u8, session.Template);
        json.WriteNumber("revision"u8, session.Revision);
        json.WriteString("state"u8, Wire<SessionState>.Text(session.State));
        json.WriteString("node"u8, session.Sandbox?.Node);
        json.WriteString("sandbox"u8, session.Sandbox?.Name);
        json.WriteTime("createdAt"u8, session.CreatedAt);
        json.WriteTime("expiresAt"u8, session.ExpiresAt);
        json.WriteTime("idleExpiresAt"u8, session.IdleExpiresAt);
        json.WriteMap("metadata"u8, session.Metadata);
        json.WritePropertyName("served"u8);
        WriteServed(json, session.Served);
        WriteEnd(json, session.Ended);
        WriteWaiting(json, session.Waiting);
        json.WriteIfGiven("warning"u8, session.Warning);
        json.WriteEndObject();
    }

    public static void WriteServed(Utf8JsonWriter json, Served? served)
    {
        if (served is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("from"u8, Wire<ServedFrom>.Text(served.From));
        json.WriteMs("totalMs"u8, served.TotalMs);
        json.WriteStartObject("phasesMs"u8);
        json.WriteMs("route"u8, served.RouteMs);
        json.WriteMs("wait"u8, served.WaitMs);
        json.WriteMs("bind"u8, served.BindMs);
        json.WriteMs("store"u8, served.StoreMs);
        json.WriteMs("confirm"u8, served.ConfirmMs);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteWaiting(Utf8JsonWriter json, WaitingPlace? place)
    {
        if (place is null)
        {
            return;
        }

        json.WriteStartObject("waiting"u8);
        json.WriteNumber("position"u8, place.Position);
        json.WriteNumber("ahead"u8, place.Position - 1);
        json.WriteIfGiven("estimateSeconds"u8, place.EstimateSeconds);
        json.WriteEndObject();
    }

    private static void WriteEnd(Utf8JsonWriter json, SessionEnd? ended)
    {
        if (ended is null)
        {
            json.WriteNull("ended"u8);
            return;
        }

        json.WriteStartObject("ended"u8);
        json.WriteTime("at"u8, ended.At);
        json.WriteString("reason"u8, Wire<EndReason>.Text(ended.Reason));
        json.WriteString("detail"u8, ended.Detail);
        json.WriteEndObject();
    }
}
