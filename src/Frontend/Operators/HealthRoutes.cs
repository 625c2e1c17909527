namespace Sandboxes.Frontend;

/// <summary>Whether the process lives, and whether a lease could be served.</summary>
internal sealed class HealthRoutes(ClusterGrains grains, RunningRequests requests, TimeProvider time)
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(2);
    private const string Text = "text/plain; charset=utf-8";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/livez", context => WriteAsync(context, StatusCodes.Status200OK, "alive\n")).WithMetadata(OpenToAnyone.Instance);
        routes.MapGet("/readyz", ReadyAsync).WithMetadata(OpenToAnyone.Instance);
    }

    private async Task ReadyAsync(HttpContext context)
    {
        if (await IsReadyAsync())
        {
            await WriteAsync(context, StatusCodes.Status200OK, "ready\n");
            return;
        }

        context.Response.Headers.RetryAfter = "1";
        await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "no sandbox could be leased\n");
    }

    private async ValueTask<bool> IsReadyAsync()
    {
        try
        {
            return !requests.AreEnding && await grains.Directory.Ready().AsTask().WaitAsync(LongestAnswer, time);
        }
        catch (Exception exception) when (Faults.IsPassing(exception))
        {
            return false;
        }
    }

    private static Task WriteAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = Text;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
