namespace Sandboxes.Frontend;

/// <summary>Holds requests of the API until a frontend that has just started has found a silo, within the patience.</summary>
internal sealed class ClusterWait(RequestDelegate next, IClusterLink link, Patience patience, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context) =>
        link.Up.IsCompleted || context.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>() is null ? next(context) : WaitAsync(context);

    private async Task WaitAsync(HttpContext context)
    {
        await link.Up.WaitAsync(patience.Longest, time, context.RequestAborted);
        await next(context);
    }
}
