using System.Text.Json;

namespace Sandboxes.Frontend;

/// <summary>A page of a listing.</summary>
internal static class ListJson
{
    public static void Write<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<T> items, string? nextPageToken, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartObject();
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
        json.WriteString("nextPageToken"u8, nextPageToken);
        json.WriteEndObject();
    }
}
