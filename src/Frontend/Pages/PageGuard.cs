using Scalar.AspNetCore;

namespace Sandboxes.Frontend;

/// <summary>Gives the pages their headers, also those that come out of packages.</summary>
internal sealed class PageGuard(RequestDelegate next)
{
    private const string Dashboard = "/dashboard";

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (path.Value is Dashboard && HttpMethods.IsGet(context.Request.Method))
        {
            // Its page names its files relative to itself.
            context.Response.Redirect(Dashboard + "/");
            return Task.CompletedTask;
        }

        if (path.StartsWithSegments("/docs") || path.StartsWithSegments(Dashboard))
        {
            context.Response.OnStarting(SetHeaders, context);
        }

        return next(context);
    }

    private static Task SetHeaders(object state)
    {
        var context = (HttpContext)state;
        var nonce = context.Items.TryGetValue(ScalarOptions.NonceHttpContextItemKey, out var value) ? $"'nonce-{value}'" : "";
        PageHeaders.Set(context.Response, nonce);
        return Task.CompletedTask;
    }
}
