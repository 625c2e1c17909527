using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The sandboxes of all nodes, in the order of node and name.</summary>
internal sealed class SandboxListRoutes(ClusterGrains grains, Patience patience, PageTokens tokens, TimeProvider time)
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(2);
    private static readonly string[] Names = ["node", "template", .. PageQuery.Names];

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapApi("GET", "/v1/sandboxes", ListAsync, JsonAnswer.MediaType).WithMetadata(ForOperators.Instance);

    private async ValueTask<Problem?> ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var (node, template) = (query["node"].ToString(), query["template"].ToString());
        if ((PageQuery.CheckNames(query, Names) ?? CheckId("node", node) ?? CheckId("template", template)) is { } problem)
        {
            return problem;
        }

        var scope = $"sandboxes?{node}&{template}";
        var (page, invalid) = PageQuery.Read(query, tokens, scope);
        if (invalid is not null)
        {
            return invalid;
        }

        var nodes = await patience.HoldAsync(() => grains.Directory.Nodes(), context.RequestAborted);
        var found = await FindAsync([.. nodes.Select(known => known.Node).Where(known => node.Length == 0 || known == node)], template.Length == 0 ? null : template, page!);
        var next = found.Count > page!.Size ? tokens.Protect(scope, found[page.Size - 1].Id.ToString()) : null;
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, (Found: found.Take(page.Size).ToList(), next), static (json, list) => ListJson.Write(json, "sandboxes"u8, list.Found, list.next, SandboxJson.Write));
        return null;
    }

    /// <summary>A page and one more, so that it is known whether another follows.</summary>
    private async ValueTask<List<SandboxView>> FindAsync(IReadOnlyList<string> nodes, string? template, PageQuery page)
    {
        SandboxId? after = page.After is { } cursor ? SandboxId.Parse(cursor) : null;
        var found = new List<SandboxView>();
        foreach (var node in nodes.Order(StringComparer.Ordinal).Where(node => string.CompareOrdinal(node, after?.Node) >= 0))
        {
            var most = page.Size + 1 - found.Count;
            found.AddRange(most > 0 ? await OfAsync(node, template, node == after?.Node ? after?.Name : null, most) : []);
        }

        return found;
    }

    /// <summary>A node that is away has none that could be told, and does not hide the others'.</summary>
    private async Task<IReadOnlyList<SandboxView>> OfAsync(string node, string? template, string? after, int most)
    {
        try
        {
            return await grains.Pool(node).Sandboxes(template, after, most).AsTask().WaitAsync(LongestAnswer, time);
        }
        catch (Exception exception) when (Faults.IsPassing(exception))
        {
            return [];
        }
    }

    private static Problem? CheckId(string name, string value) => value.Length == 0 || IdFormat.IsValid(value)
        ? null
        : new(ErrorTable.InvalidField, $"{name} must match {IdFormat.Pattern}.") { Field = name };
}
