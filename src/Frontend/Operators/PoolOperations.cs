using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Pausing and resuming a shelf's refill, and its size.</summary>
internal sealed class PoolOperations(ClusterGrains grains, AuditedOperations operations)
{
    private const string Pattern = "/v1/pools/{node}/{template}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi("POST", Pattern + "/pause", PauseAsync, JsonAnswer.MediaType).WithMetadata(ForOperators.Instance);
        routes.MapApi("POST", Pattern + "/resume", ResumeAsync, JsonAnswer.MediaType).WithMetadata(ForOperators.Instance);
        routes.MapApi("PUT", Pattern, ResizeAsync, JsonAnswer.MediaType).WithMetadata(ForOperators.Instance);
    }

    private async ValueTask<Problem?> PauseAsync(HttpContext context)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, OrderBody.Shape);
        return problem ?? OrderBody.Require(body!.Reason)
            ?? await OrderAsync(context, "pause", body.Reason, _ => null, (orders, shelf) => orders.Pause(shelf, operations.Order(context, body.Reason)));
    }

    private async ValueTask<Problem?> ResumeAsync(HttpContext context)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, OrderBody.Shape);
        return problem ?? await OrderAsync(context, "resume", body!.Reason, _ => null, (orders, shelf) => orders.Resume(shelf));
    }

    private async ValueTask<Problem?> ResizeAsync(HttpContext context)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, ResizeBody.Shape);
        return problem ?? await OrderAsync(context, "resize", body!.Reason, body.Check, (orders, shelf) => orders.Resize(shelf, body.MinIdle, body.MaxIdle));
    }

    private async ValueTask<Problem?> OrderAsync(HttpContext context, string name, string? reason, Func<TemplateSpec, Problem?> check, Func<INodeOrdersGrain, string, ValueTask<NodeOrders>> order)
    {
        var (shelf, problem) = ShelfPath.Read(context);
        return problem ?? await operations.RunAsync(context, new(name, shelf!.Target, reason), () => OrderAsync(context, shelf, check, order), PoolJson.Write);
    }

    private async ValueTask<Answer<PoolView>> OrderAsync(HttpContext context, ShelfPath shelf, Func<TemplateSpec, Problem?> check, Func<INodeOrdersGrain, string, ValueTask<NodeOrders>> order)
    {
        var template = await operations.HoldAsync(() => grains.Template(context.Caller().Organization, shelf.Template).Get());
        if (template is null || await FindAsync(shelf) is null)
        {
            return NoPool;
        }

        if (check(template.Template) is { } problem)
        {
            return problem;
        }

        await operations.HoldAsync(() => order(grains.Orders(shelf.Node), NodeOrders.ShelfName(shelf.Scope, shelf.Template)));
        return await FindAsync(shelf) is { } ordered ? ordered : NoPool;
    }

    private async ValueTask<PoolView?> FindAsync(ShelfPath shelf)
    {
        var nodes = await operations.HoldAsync(() => grains.Directory.Nodes());
        if (nodes.All(node => node.Node != shelf.Node))
        {
            return null;
        }

        var shelves = await operations.HoldAsync(() => grains.Pool(shelf.Node).Describe());
        return shelves.FirstOrDefault(pool => pool.Template == shelf.Template && pool.Scope == shelf.Scope);
    }

    private static Problem NoPool => new(ErrorTable.PoolNotFound, "GET /v1/pools lists those that are there: each has a node, a template and a scope.");
}

/// <summary>Which shelf a route names.</summary>
internal sealed record ShelfPath(string Node, string Template, string Scope)
{
    public string Target => $"pool/{Node}/{Scope}/{Template}";

    public static Answer<ShelfPath> Read(HttpContext context)
    {
        if (PageQuery.CheckNames(context.Request.Query, ["scope"]) is { } problem)
        {
            return problem;
        }

        var scope = context.Request.Query["scope"].ToString();
        return scope.Length == 0 || IdFormat.IsValid(scope)
            ? new ShelfPath(context.Id("node"), context.Id("template"), scope.Length == 0 ? Scopes.Shared : scope)
            : new Problem(ErrorTable.InvalidField, $"scope must match {IdFormat.Pattern}.") { Field = "scope" };
    }
}
