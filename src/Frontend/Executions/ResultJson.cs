using System.Text.Json;
using System.Text.Unicode;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>A rich result of a cell: text as it is, other data as base64 with a word that says so.</summary>
internal static class ResultJson
{
    public static void Write(Utf8JsonWriter json, ExecutionEvent result)
    {
        var data = result.Data ?? [];
        json.WriteStartObject();
        json.WriteString("mime"u8, result.Text);
        if (Utf8.IsValid(data))
        {
            json.WriteString("data"u8, data);
        }
        else
        {
            json.WriteBase64String("data"u8, data);
            json.WriteString("encoding"u8, EncodedText.Base64);
        }

        json.WriteEndObject();
    }
}
