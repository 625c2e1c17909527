using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Destroying a sandbox, or having it replaced.</summary>
internal sealed class SandboxOperations(ClusterGrains grains, AuditedOperations operations)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi("POST", "/v1/sandboxes/{node}/{sandbox}/destroy", DestroyAsync, JsonAnswer.MediaType).WithMetadata(ForOperators.Instance);
        routes.MapApi("POST", "/v1/sandboxes/{node}/{sandbox}/recycle", RecycleAsync, JsonAnswer.MediaType).WithMetadata(ForOperators.Instance);
    }

    private async ValueTask<Problem?> DestroyAsync(HttpContext context)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, OrderBody.Shape);
        return problem ?? OrderBody.Require(body!.Reason)
            ?? await RunAsync(context, "destroy", body.Reason, (pool, sandbox) => pool.Destroy(sandbox, body.Reason));
    }

    private async ValueTask<Problem?> RecycleAsync(HttpContext context)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, OrderBody.Shape);
        return problem ?? await RunAsync(context, "recycle", body!.Reason, (pool, sandbox) => pool.Recycle(sandbox));
    }

    private ValueTask<Problem?> RunAsync(HttpContext context, string name, string? reason, Func<INodePoolGrain, string, ValueTask<SandboxView?>> act)
    {
        var id = new SandboxId(context.Id("node"), context.Id("sandbox"));
        return operations.RunAsync(context, new(name, $"sandbox/{id}", reason), () => ActAsync(id, act), SandboxJson.Write);
    }

    /// <summary>A node that nobody knows is not asked: a pool would come to be for it.</summary>
    private async ValueTask<Answer<SandboxView>> ActAsync(SandboxId id, Func<INodePoolGrain, string, ValueTask<SandboxView?>> act)
    {
        var nodes = await operations.HoldAsync(() => grains.Directory.Nodes());
        var known = nodes.Any(node => node.Node == id.Node);
        return known && await operations.HoldAsync(() => act(grains.Pool(id.Node), id.Name)) is { } sandbox ? sandbox : NoSandbox;
    }

    private static Problem NoSandbox => new(ErrorTable.SandboxNotFound, "GET /v1/sandboxes lists those that are there. One that has ended is not.");
}
