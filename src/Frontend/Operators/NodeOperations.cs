using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Draining a node and taking it back.</summary>
internal sealed class NodeOperations(ClusterGrains grains, AuditedOperations operations)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi("POST", "/v1/nodes/{node}/drain", DrainAsync, JsonAnswer.MediaType).WithMetadata(ForOperators.Instance);
        routes.MapApi("POST", "/v1/nodes/{node}/undrain", UndrainAsync, JsonAnswer.MediaType).WithMetadata(ForOperators.Instance);
    }

    private async ValueTask<Problem?> DrainAsync(HttpContext context)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, OrderBody.Shape);
        return problem ?? OrderBody.Require(body!.Reason)
            ?? await OrderAsync(context, "drain", body.Reason, orders => orders.Drain(operations.Order(context, body.Reason)));
    }

    private async ValueTask<Problem?> UndrainAsync(HttpContext context)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, OrderBody.Shape);
        return problem ?? await OrderAsync(context, "undrain", body!.Reason, orders => orders.Undrain());
    }

    private ValueTask<Problem?> OrderAsync(HttpContext context, string name, string? reason, Func<INodeOrdersGrain, ValueTask<NodeOrders>> order)
    {
        var node = context.Id("node");
        return operations.RunAsync(context, new(name, $"node/{node}", reason), () => OrderAsync(node, order), NodeJson.Write);
    }

    /// <summary>A node that is away may be drained too: the order is stored, and its pool asks for it.</summary>
    private async ValueTask<Answer<NodeView>> OrderAsync(string node, Func<INodeOrdersGrain, ValueTask<NodeOrders>> order)
    {
        var nodes = await operations.HoldAsync(() => grains.Directory.Nodes());
        if (nodes.FirstOrDefault(known => known.Node == node) is not { } view)
        {
            return NoNode;
        }

        return With(view, (await operations.HoldAsync(() => order(grains.Orders(node)))).Drain);
    }

    /// <summary>As the node is once its pool has heard it; what is listed may be behind.</summary>
    private static NodeView With(NodeView view, OperatorOrder? drain) => view with
    {
        Drain = drain,
        State = (drain, view) switch
        {
            (not null, { State: Ready }) => Draining,
            (null, { State: Draining, Drain: not null }) => Ready,
            _ => view.State,
        },
    };

    private const string Ready = "ready";
    private const string Draining = "draining";

    private static Problem NoNode => new(ErrorTable.NodeNotFound, "GET /v1/nodes lists those that are there.");
}
