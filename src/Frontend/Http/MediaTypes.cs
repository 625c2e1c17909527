using Microsoft.Net.Http.Headers;

namespace Sandboxes.Frontend;

/// <summary>What a request brings and what it accepts.</summary>
internal static class MediaTypes
{
    public const string EventStream = "text/event-stream";
    public const string JsonLines = "application/x-ndjson";

    public static bool IsJson(string? contentType) =>
        contentType == JsonAnswer.MediaType
        || (MediaTypeHeaderValue.TryParse(contentType, out var parsed) && parsed.MediaType.Equals(JsonAnswer.MediaType, StringComparison.OrdinalIgnoreCase));

    /// <summary>The offer that the request prefers; the first where it does not say; null where it accepts none.</summary>
    public static string? Choose(HttpRequest request, params ReadOnlySpan<string> offers)
    {
        var accept = request.Headers.Accept;
        if (accept.Count == 0 || (accept.Count == 1 && accept[0] is "" or "*/*" or JsonAnswer.MediaType))
        {
            return accept.Count == 1 && accept[0] == JsonAnswer.MediaType ? OfferOf(offers, JsonAnswer.MediaType) : offers[0];
        }

        return MediaTypeHeaderValue.TryParseList([.. accept.OfType<string>()], out var ranges) ? Best(ranges, offers) : null;
    }

    private static string? OfferOf(ReadOnlySpan<string> offers, string mediaType) => offers.Contains(mediaType) ? mediaType : null;

    private static string? Best(IList<MediaTypeHeaderValue> ranges, ReadOnlySpan<string> offers)
    {
        var (best, weight) = ((string?)null, 0d);
        foreach (var offer in offers)
        {
            var offered = WeightOf(offer, ranges);
            if (offered > weight)
            {
                (best, weight) = (offer, offered);
            }
        }

        return best;
    }

    // The most specific range decides over an offer (RFC 9110, 12.5.1), so that "text/event-stream;q=0, */*" excludes.
    private static double WeightOf(string offer, IList<MediaTypeHeaderValue> ranges)
    {
        var type = new MediaTypeHeaderValue(offer);
        var range = ranges.Where(type.IsSubsetOf).MinBy(range => range.MatchesAllTypes ? 2 : range.MatchesAllSubTypes ? 1 : 0);
        return range is null ? 0 : range.Quality ?? 1;
    }
}
