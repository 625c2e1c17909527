using System.Globalization;

namespace Sandboxes.Frontend;

/// <summary>Which page of a listing: what it goes on after, and how many entries it may have.</summary>
internal sealed record PageQuery(string? After, int Size)
{
    public const int DefaultSize = 100;
    public const int MaxSize = 1_000;

    public static string[] Names { get; } = ["pageSize", "pageToken"];

    public static Problem? CheckNames(IQueryCollection query, IReadOnlyList<string> known)
    {
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name))
            {
                var nearest = known.Count == 0 ? "This route takes none." : $"The nearest is {Nearest.To(name, known)}.";
                return new(ErrorTable.UnknownField, $"There is no query parameter {name}. {nearest}") { Field = name, Allowed = known };
            }

            if (values.Count > 1)
            {
                return new(ErrorTable.InvalidField, $"{name} is given twice.") { Field = name };
            }
        }

        return null;
    }

    public static Answer<PageQuery> Read(IQueryCollection query, PageTokens tokens, string scope)
    {
        var (size, problem) = ReadSize(query);
        if (problem is not null)
        {
            return problem;
        }

        var token = query["pageToken"].ToString();
        if (token.Length == 0)
        {
            return new PageQuery(null, size);
        }

        return tokens.TryRead(scope, token, out var after)
            ? new PageQuery(after, size)
            : new Problem(ErrorTable.InvalidPageToken, "Send nextPageToken as it came, with the same filters, or leave it out to start over.") { Field = "pageToken" };
    }

    public static (int Size, Problem? Problem) ReadSize(IQueryCollection query) => TryReadSize(query["pageSize"].ToString(), out var size)
        ? (size, null)
        : (0, new(ErrorTable.InvalidField, $"pageSize must be a whole number from 1 to {MaxSize}.") { Field = "pageSize", Allowed = Range.Of(1, MaxSize) });

    private static bool TryReadSize(string text, out int size)
    {
        size = DefaultSize;
        return text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size is >= 1 and <= MaxSize);
    }
}
