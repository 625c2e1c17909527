using Microsoft.AspNetCore.Http.Features;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Whose key a request brought, and whether it may do what operators do.</summary>
internal sealed record Caller(string Organization, bool IsOperator)
{
    /// <summary>The setting that the key comes from, and its fingerprint.</summary>
    public string Key { get; init; } = "";
}

internal static class Callers
{
    /// <summary>Who sends the request; behind the gate there is always somebody.</summary>
    public static Caller Caller(this HttpContext context) => context.Features.GetRequiredFeature<Caller>();

    /// <summary>The session of the caller's own organization that the route names.</summary>
    public static SessionId SessionId(this HttpContext context) => context.SessionId(context.Id("id"));

    public static SessionId SessionId(this HttpContext context, string id) => new(context.Caller().Organization, id);
}
