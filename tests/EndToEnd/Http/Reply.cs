using System.Net;
using System.Text.Json;

namespace Sandboxes.EndToEnd;

/// <summary>An answer as it came: status, body and, where the body is JSON, its fields.</summary>
internal sealed record Reply(HttpStatusCode Status, byte[] Bytes, string? ContentType, Uri? Location, TimeSpan? RetryAfter)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Bytes);

    public JsonElement Json { get; } = ContentType is "application/json" or "application/problem+json" ? JsonDocument.Parse(Bytes).RootElement : default;

    public string? Verdict => Field("verdict");

    public string? Code => Field("code");

    public string? Stdout => Field("stdout");

    /// <summary>The first result's data.</summary>
    public string? Result => Json.GetProperty("results") is { } results && results.GetArrayLength() > 0 ? results[0].GetProperty("data").GetString() : null;

    public string? Field(string name) => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public Reply Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"Expected {(int)status}, got {(int)Status}: {Text[..Math.Min(Text.Length, 2000)]}");
        return this;
    }

    /// <summary>An execution that went well.</summary>
    public Reply ExpectOk()
    {
        Expect(HttpStatusCode.OK);
        Assert.True(Verdict == "ok", $"Expected the verdict ok: {Text[..Math.Min(Text.Length, 2000)]}");
        return this;
    }

    public Reply ExpectProblem(HttpStatusCode status, string code)
    {
        Expect(status);
        Assert.Equal("application/problem+json", ContentType);
        Assert.Equal(code, Code);
        return this;
    }
}
