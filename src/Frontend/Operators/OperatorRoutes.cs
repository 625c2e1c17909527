using System.Text.Json;

namespace Sandboxes.Frontend;

/// <summary>What operators read: templates, pools and nodes. Their number is bounded, so each list is one page.</summary>
internal sealed class OperatorRoutes(OrganizationGrains grains)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi("GET", "/v1/templates", TemplatesAsync, JsonAnswer.MediaType);
        routes.MapApi("GET", "/v1/templates/{name}", TemplateAsync, JsonAnswer.MediaType);
        routes.MapApi("GET", "/v1/pools", PoolsAsync, JsonAnswer.MediaType);
        routes.MapApi("GET", "/v1/nodes", NodesAsync, JsonAnswer.MediaType);
        routes.MapApi("GET", "/v1/ping", Ping);
    }

    private async ValueTask<Problem?> TemplatesAsync(HttpContext context) =>
        await ListAsync(context, "templates", await grains.Directory.Templates(grains.Organization), TemplateJson.Write);

    private async ValueTask<Problem?> TemplateAsync(HttpContext context)
    {
        if (await grains.Template(context.Id("name")).Get() is not { } template)
        {
            return new(ErrorTable.TemplateNotFound, "GET /v1/templates lists those that are there.");
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, template, TemplateJson.Write);
        return null;
    }

    private async ValueTask<Problem?> PoolsAsync(HttpContext context)
    {
        var nodes = await grains.Directory.Nodes();
        var pools = await Task.WhenAll(nodes.Select(node => grains.Pool(node.Node).Describe().AsTask()));
        return await ListAsync(context, "pools", [.. pools.SelectMany(shelves => shelves)], PoolJson.Write);
    }

    private async ValueTask<Problem?> NodesAsync(HttpContext context) =>
        await ListAsync(context, "nodes", await grains.Directory.Nodes(), NodeJson.Write);

    private static ValueTask<Problem?> Ping(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return default;
    }

    private static async ValueTask<Problem?> ListAsync<T>(HttpContext context, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (PageQuery.CheckNames(context.Request.Query, []) is { } problem)
        {
            return problem;
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, (name, items, write), static (json, list) =>
            ListJson.Write(json, System.Text.Encoding.UTF8.GetBytes(list.name), list.items, null, list.write));
        return null;
    }
}
