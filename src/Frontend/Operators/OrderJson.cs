using System.Text.Json;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

internal static class OrderJson
{
    public static void WriteIfGiven(Utf8JsonWriter json, ReadOnlySpan<byte> name, OperatorOrder? order)
    {
        if (order is null)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("reason"u8, order.Reason);
        json.WriteString("by"u8, order.By);
        json.WriteTime("since"u8, order.At);
        json.WriteEndObject();
    }
}
