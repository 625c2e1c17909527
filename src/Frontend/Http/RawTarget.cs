namespace Sandboxes.Frontend;

/// <summary>The request line's target, as the client wrote it.</summary>
internal static class RawTarget
{
    /// <summary>Its path: without the query, and without scheme and host where it is absolute.</summary>
    public static ReadOnlySpan<char> PathOf(string target)
    {
        var path = target.AsSpan();
        var scheme = path.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? path.IndexOf("://", StringComparison.Ordinal) : -1;
        if (scheme > 0)
        {
            var rest = path[(scheme + 3)..];
            var slash = rest.IndexOf('/');
            path = slash < 0 ? "/" : rest[slash..];
        }

        var query = path.IndexOf('?');
        return query < 0 ? path : path[..query];
    }

    /// <summary>
    /// Whether the path plays tricks: dot segments, backslashes or NUL, encoded or not. The server resolves these before routing, so
    /// such a request would reach another route than it names.
    /// </summary>
    public static bool IsTricky(string target)
    {
        var path = PathOf(target);
        if (!path.ContainsAny("%\\\0") && path.IndexOf("/.", StringComparison.Ordinal) < 0)
        {
            return false;
        }

        foreach (var range in path.Split('/'))
        {
            if (IsTrickySegment(path[range]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTrickySegment(ReadOnlySpan<char> segment)
    {
        if (segment.ContainsAny("\\\0") || segment.Contains("%00", StringComparison.Ordinal) || segment.Contains("%5c", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var plain = segment.Contains('%') ? segment.ToString().Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) : segment;
        return plain is "." or "..";
    }
}
