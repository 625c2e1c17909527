using System.Globalization;

namespace Sandboxes.Frontend;

/// <summary>After which event to go on: the query's <c>after</c>, or what a browser's event source sends when it reconnects.</summary>
internal static class EventCursor
{
    private static readonly string[] Names = ["after"];

    public static Answer<long> Read(HttpRequest request)
    {
        if (PageQuery.CheckNames(request.Query, Names) is { } problem)
        {
            return problem;
        }

        var text = request.Query["after"].ToString() is { Length: > 0 } after ? after : request.Headers["Last-Event-ID"].ToString();
        if (text.Length == 0)
        {
            return 0L;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor)
            ? cursor
            : new Problem(ErrorTable.InvalidField, "after must be the id of an event, a whole number from 0.") { Field = "after", Allowed = Range.Of(0, long.MaxValue) };
    }
}
