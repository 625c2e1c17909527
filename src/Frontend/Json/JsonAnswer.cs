using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sandboxes.Frontend;

/// <summary>Writes JSON answers with their length, from a buffer that each thread keeps.</summary>
internal static class JsonAnswer
{
    public const string MediaType = "application/json";

    /// <summary>A thread lets go of a buffer that one large answer has grown beyond this.</summary>
    private const int KeptBufferBytes = 256 << 10;

    private static readonly JsonWriterOptions Options = new()
    {
        // Answers are JSON, never parts of a page, so only what JSON demands is escaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static Buffered? _buffered;

    public static Task WriteAsync<T>(HttpContext context, int status, T value, Action<Utf8JsonWriter, T> write) =>
        WriteAsync(context, status, MediaType, value, write);

    public static Task WriteAsync<T>(HttpContext context, int status, string mediaType, T value, Action<Utf8JsonWriter, T> write)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = mediaType;
        Render(value, write, response, static (response, bytes) =>
        {
            response.ContentLength = bytes.Length;
            response.BodyWriter.Write(bytes);
        });

        // The server flushes at the end of the request; only what is large waits here until the client has taken it.
        return response.ContentLength < KeptBufferBytes ? Task.CompletedTask : response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }

    /// <summary>Renders a value and lends its bytes for the time of the call.</summary>
    public static void Render<T, TTo>(T value, Action<Utf8JsonWriter, T> write, TTo to, LendBytes<TTo> lend)
    {
        var buffered = _buffered ?? new Buffered();
        _buffered = null;
        buffered.Reset();
        write(buffered.Json, value);
        buffered.Json.Flush();
        lend(to, buffered.Bytes.WrittenSpan);
        if (buffered.Bytes.Capacity <= KeptBufferBytes)
        {
            _buffered = buffered;
        }
    }

    public delegate void LendBytes<in TTo>(TTo to, ReadOnlySpan<byte> bytes);

    private sealed class Buffered
    {
        public Buffered() => Json = new Utf8JsonWriter(Bytes, Options);

        public ArrayBufferWriter<byte> Bytes { get; } = new(1024);

        public Utf8JsonWriter Json { get; }

        public void Reset()
        {
            Bytes.ResetWrittenCount();
            Json.Reset();
        }
    }
}
