using System.Globalization;
using Microsoft.Net.Http.Headers;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The revision of a template as its entity tag: <c>"3"</c>.</summary>
internal static class RevisionTag
{
    public static void Write(HttpResponse response, TemplateSpec template) => response.Headers.ETag = $"\"{WholeNumber.Text(template.Revision)}\"";

    /// <summary>What If-Match and If-None-Match demand. Tags that are none of ours match nothing; of If-None-Match only <c>*</c> makes sense for a change.</summary>
    public static Answer<TemplateCondition> Condition(HttpRequest request)
    {
        var headers = request.GetTypedHeaders();
        var (match, noneMatch) = (headers.IfMatch, headers.IfNoneMatch);
        if (match.Count == 0 && request.Headers.IfMatch.Count > 0)
        {
            return Malformed("If-Match");
        }

        if (request.Headers.IfNoneMatch.Count > 0 && noneMatch is not [{ Tag.Value: "*" }])
        {
            return Malformed("If-None-Match");
        }

        return new TemplateCondition { MustNotExist = noneMatch.Count > 0, MustExist = match.Count > 0, Revisions = match.Count == 0 || IsAny(match) ? null : [.. match.Select(Revision)] };
    }

    private static bool IsAny(IList<EntityTagHeaderValue> tags) => tags is [{ Tag.Value: "*" }];

    private static int Revision(EntityTagHeaderValue tag) =>
        !tag.IsWeak && int.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : -1;

    private static Problem Malformed(string header) =>
        new(ErrorTable.BadRequest, $"{header} is not understood. Send If-Match: \"REVISION\" or *, or If-None-Match: *.");
}
