using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Sandboxes.EndToEnd;

/// <summary>An event of an execution, from either kind of stream.</summary>
internal sealed record ApiEvent(long Id, string Name, JsonElement Data)
{
    public const string Sse = "text/event-stream";
    public const string JsonLines = "application/x-ndjson";

    /// <summary>Reads a stream to its end.</summary>
    public static async Task<IReadOnlyList<ApiEvent>> ReadAllAsync(HttpResponseMessage response)
    {
        using (response)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return response.Content.Headers.ContentType!.MediaType == Sse ? ReadSse(text) : ReadLines(text);
        }
    }

    private static List<ApiEvent> ReadLines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).Select(FromLine)];

    private static ApiEvent FromLine(JsonElement line) =>
        new(line.GetProperty("id").GetInt64(), line.GetProperty("event").GetString()!, line.GetProperty("data"));

    private static List<ApiEvent> ReadSse(string text) =>
        [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(block => !block.StartsWith(':')).Select(FromBlock)];

    private static ApiEvent FromBlock(string block)
    {
        var fields = block.Split('\n').Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1]);
        return new(long.Parse(fields["id"], CultureInfo.InvariantCulture), fields["event"], JsonDocument.Parse(fields["data"]).RootElement);
    }
}
