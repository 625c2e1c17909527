using System.Text.Json;

namespace Sandboxes.Frontend;

/// <summary>Input for a process that runs.</summary>
internal sealed class StdinBody
{
    public static Shape<StdinBody> Shape { get; } = new(
        Fields.Text<StdinBody>("data", (body, data) => body.Data = data, "What to write. Default: nothing."),
        Fields.OneOf<StdinBody, TextEncoding>("encoding", (body, encoding) => body.Encoding = encoding, "How the data is written. Default: utf-8."),
        Fields.Flag<StdinBody>("close", (body, close) => body.Close = close, "Closes the input after the data. Default: false."));

    public string Data { get; private set; } = "";

    public TextEncoding Encoding { get; private set; }

    public bool Close { get; private set; }

    public Answer<byte[]> ToBytes() => EncodedText.TryGetBytes(Data, Encoding, out var bytes) ? bytes : EncodedText.NotBase64("data");

    /// <summary>Less taken than offered means that the process does not read: offer the rest again later.</summary>
    public static void WriteTaken(Utf8JsonWriter json, (int Taken, int Offered) bytes)
    {
        json.WriteStartObject();
        json.WriteNumber("takenBytes"u8, bytes.Taken);
        json.WriteNumber("offeredBytes"u8, bytes.Offered);
        json.WriteEndObject();
    }
}
