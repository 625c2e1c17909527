using System.Text.Json;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Templates, which everybody may read, and pools and nodes, which operators may. Their number is bounded, so each list is one page.</summary>
internal sealed class OperatorRoutes(ClusterGrains grains, Patience patience, TimeProvider time)
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(2);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi("GET", "/v1/templates", TemplatesAsync, JsonAnswer.MediaType);
        routes.MapApi("GET", "/v1/templates/{name}", TemplateAsync, JsonAnswer.MediaType);
        routes.MapApi("GET", "/v1/pools", PoolsAsync, JsonAnswer.MediaType).WithMetadata(ForOperators.Instance);
        routes.MapApi("GET", "/v1/pools/decisions", DecisionsAsync, JsonAnswer.MediaType).WithMetadata(ForOperators.Instance);
        routes.MapApi("GET", "/v1/nodes", NodesAsync, JsonAnswer.MediaType).WithMetadata(ForOperators.Instance);
        routes.MapApi("GET", "/v1/ping", Ping);
    }

    private async ValueTask<Problem?> TemplatesAsync(HttpContext context) =>
        await ListAsync(context, "templates", await patience.HoldAsync(() => grains.Directory.Templates(context.Caller().Organization), context.RequestAborted), TemplateJson.Write);

    private async ValueTask<Problem?> TemplateAsync(HttpContext context)
    {
        if (await patience.HoldAsync(() => grains.Template(context.Caller().Organization, context.Id("name")).Get(), context.RequestAborted) is not { } template)
        {
            return new(ErrorTable.TemplateNotFound, "GET /v1/templates lists those that are there.");
        }

        RevisionTag.Write(context.Response, template.Template);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, template, TemplateJson.Write);
        return null;
    }

    private async ValueTask<Problem?> PoolsAsync(HttpContext context) =>
        await ListAsync(context, "pools", await OfAllNodesAsync(context, null, pool => pool.Describe()), PoolJson.Write);

    private async ValueTask<Problem?> DecisionsAsync(HttpContext context)
    {
        var (query, problem) = DecisionQuery.Read(context.Request.Query);
        if (problem is not null)
        {
            return problem;
        }

        var decisions = await OfAllNodesAsync(context, query!.Node, pool => pool.Decisions());
        IReadOnlyList<PoolDecisionView> latest = [.. decisions.Where(query.Takes).OrderByDescending(decision => decision.At).Take(query.Most)];
        await WriteAsync(context, "decisions", latest, DecisionJson.Write);
        return null;
    }

    private async Task<IReadOnlyList<T>> OfAllNodesAsync<T>(HttpContext context, string? only, Func<INodePoolGrain, ValueTask<IReadOnlyList<T>>> ask)
    {
        var nodes = await patience.HoldAsync(() => grains.Directory.Nodes(), context.RequestAborted);
        var answers = await Task.WhenAll(nodes.Where(node => only is null || node.Node == only).Select(node => OfNodeAsync(node.Node, ask)));
        return [.. answers.SelectMany(answer => answer)];
    }

    /// <summary>A node that is away says nothing, and does not hide the others.</summary>
    private async Task<IReadOnlyList<T>> OfNodeAsync<T>(string node, Func<INodePoolGrain, ValueTask<IReadOnlyList<T>>> ask)
    {
        try
        {
            return await ask(grains.Pool(node)).AsTask().WaitAsync(LongestAnswer, time);
        }
        catch (Exception exception) when (Faults.IsPassing(exception))
        {
            return [];
        }
    }

    private async ValueTask<Problem?> NodesAsync(HttpContext context) =>
        await ListAsync(context, "nodes", await patience.HoldAsync(() => grains.Directory.Nodes(), context.RequestAborted), NodeJson.Write);

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

        await WriteAsync(context, name, items, write);
        return null;
    }

    private static Task WriteAsync<T>(HttpContext context, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write) =>
        JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, (name, items, write), static (json, list) =>
            ListJson.Write(json, System.Text.Encoding.UTF8.GetBytes(list.name), list.items, null, list.write));
}
