using System.Globalization;

namespace Sandboxes.Frontend;

/// <summary>What operators did, the latest first.</summary>
internal sealed class AuditRoutes(ClusterGrains grains, Patience patience, PageTokens tokens)
{
    private const string Scope = "audit";

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapApi("GET", "/v1/audit", ListAsync, JsonAnswer.MediaType).WithMetadata(ForOperators.Instance);

    private async ValueTask<Problem?> ListAsync(HttpContext context)
    {
        if (PageQuery.CheckNames(context.Request.Query, PageQuery.Names) is { } problem)
        {
            return problem;
        }

        var (page, invalid) = PageQuery.Read(context.Request.Query, tokens, Scope);
        if (invalid is not null)
        {
            return invalid;
        }

        long? before = page!.After is { } after ? long.Parse(after, CultureInfo.InvariantCulture) : null;
        var entries = await patience.HoldAsync(() => grains.Audit.Page(before, page.Size), context.RequestAborted);
        var next = entries.Count == page.Size ? tokens.Protect(Scope, entries[^1].Id.ToString(CultureInfo.InvariantCulture)) : null;
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, (entries, next), static (json, list) => ListJson.Write(json, "entries"u8, list.entries, list.next, AuditJson.Write));
        return null;
    }
}
