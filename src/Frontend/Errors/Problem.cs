using System.Diagnostics;
using System.Text.Json;

namespace Sandboxes.Frontend;

/// <summary>A refusal over HTTP (RFC 9457): its kind, a sentence that says what to do, and what the kind needs.</summary>
internal sealed record Problem(ErrorKind Kind, string Detail)
{
    private const int DefaultRetryAfterSeconds = 1;

    /// <summary>The field of the request that is meant.</summary>
    public string? Field { get; init; }

    /// <summary>What would have been accepted.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>Why the session ended.</summary>
    public string? Reason { get; init; }

    /// <summary>The byte of the body at which it went wrong.</summary>
    public long? BytePosition { get; init; }

    /// <summary>The caller's place in the queue.</summary>
    public int? QueuePosition { get; init; }

    /// <summary>Seconds until a caller at that place would be served.</summary>
    public double? EstimateSeconds { get; init; }

    /// <summary>The limit that was passed.</summary>
    public long? Limit { get; init; }

    public int? RetryAfterSeconds { get; init; }

    private int? RetryAfter => RetryAfterSeconds ?? (Kind.Retriable ? DefaultRetryAfterSeconds : null);

    /// <summary>The page that explains a kind.</summary>
    public static string TypeOf(ErrorKind kind) => "/docs/errors#" + kind.Code;

    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        if (RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = WholeNumber.Text(seconds);
        }

        await JsonAnswer.WriteAsync(context, Kind.Status, "application/problem+json", (Problem: this, Trace: TraceOf(context)), static (json, s) => s.Problem.Write(json, s.Trace));
    }

    private static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    private void Write(Utf8JsonWriter json, string trace)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, TypeOf(Kind));
        json.WriteString("title"u8, Kind.Title);
        json.WriteNumber("status"u8, Kind.Status);
        json.WriteString("detail"u8, Detail);
        json.WriteString("code"u8, Kind.Code);
        json.WriteString("traceId"u8, trace);
        WriteExtras(json);
        json.WriteEndObject();
    }

    private void WriteExtras(Utf8JsonWriter json)
    {
        json.WriteIfGiven("field"u8, Field);
        json.WriteIfGiven("reason"u8, Reason);
        json.WriteIfGiven("position"u8, BytePosition ?? QueuePosition);
        json.WriteIfGiven("estimateSeconds"u8, EstimateSeconds);
        json.WriteIfGiven("limit"u8, Limit);
        json.WriteIfGiven("retryAfterSeconds"u8, RetryAfter);
        json.WriteIfGiven("allowed"u8, Allowed);
    }
}
