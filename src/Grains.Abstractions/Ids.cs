namespace Sandboxes.Abstractions;

/// <summary>A sandbox: the node it stands on and a name that is never used twice. Its grain key is <c>node/name</c>.</summary>
[GenerateSerializer, Immutable]
public readonly record struct SandboxId([property: Id(0)] string Node, [property: Id(1)] string Name)
{
    public override string ToString() => $"{Node}/{Name}";

    public static SandboxId Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return new(key[..slash], key[(slash + 1)..]);
    }
}

/// <summary>A session: its organization and the id that the caller (or we) chose. Its grain key is <c>organization/id</c>.</summary>
[GenerateSerializer, Immutable]
public readonly record struct SessionId([property: Id(0)] string Organization, [property: Id(1)] string Name)
{
    public override string ToString() => $"{Organization}/{Name}";

    public static SessionId Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return new(key[..slash], key[(slash + 1)..]);
    }
}

/// <summary>
/// The right to one sandbox until a deadline. Chosen by the session before it asks, so that every verb can be repeated. It names its session, so that
/// whoever finds a sandbox bound knows whom to ask about it, and nobody has to keep a list: <c>organization/id/chance</c>.
/// </summary>
[GenerateSerializer, Immutable]
public readonly record struct LeaseId([property: Id(0)] string Value)
{
    /// <param name="session">Whose lease it is.</param>
    /// <param name="request">The request that opens the session: of the same request may come several leases, one after the other.</param>
    public static LeaseId New(SessionId session, Guid request = default) => new($"{session}/{request:N}-{Guid.NewGuid():N}");

    /// <summary>Whether this request opened the session with this lease: then it did so also where its first answer was lost.</summary>
    public bool IsOf(Guid request) => request != default && Request == request;

    /// <summary>The request that opened the session with it; the default where whoever made it named none.</summary>
    public Guid Request => Value?.LastIndexOf('/') is { } end and > 0 && Value.IndexOf('-', end) is var chance and > 0 && Guid.TryParseExact(Value.AsSpan(end + 1, chance - end - 1), "N", out var request) ? request : default;

    /// <summary>The session that it belongs to; null where whoever made it named none.</summary>
    public SessionId? Session => Value?.LastIndexOf('/') is { } end and > 0 && Value.IndexOf('/', StringComparison.Ordinal) < end ? SessionId.Parse(Value[..end]) : null;

    public override string ToString() => Value;
}
