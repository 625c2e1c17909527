namespace Sandboxes.Frontend;

/// <summary>Signing in with the key, for browsers.</summary>
internal sealed class SignInRoutes(ApiKeys keys, SignInCookie cookie, SignInAttempts attempts)
{
    private const int MaxFormBytes = 4 << 10;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", ToStart).WithMetadata(OpenToAnyone.Instance);
        routes.MapGet("/sign-in", context => SignInPage.WriteAsync(context, StatusCodes.Status200OK)).WithMetadata(OpenToAnyone.Instance);
        routes.MapGet("/sign-in.css", SignInPage.WriteCssAsync).WithMetadata(OpenToAnyone.Instance);
        routes.MapPost("/sign-in", SignInAsync).WithMetadata(OpenToAnyone.Instance);
    }

    private Task ToStart(HttpContext context)
    {
        context.Response.Redirect(cookie.In(context.Request) is not null ? "/docs" : "/sign-in");
        return Task.CompletedTask;
    }

    private async Task SignInAsync(HttpContext context)
    {
        if (attempts.Take(context.Connection.RemoteIpAddress) is var wait and > 0)
        {
            await new Problem(ErrorTable.TooManyAttempts, "Wait, then try again.") { RetryAfterSeconds = wait }.WriteAsync(context);
            return;
        }

        if (await ReadKeyAsync(context) is not { } text || keys.Find(text) is not { } key)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await SignInPage.WriteAsync(context, StatusCodes.Status401Unauthorized);
            return;
        }

        cookie.Give(context, key);
        context.Response.Redirect("/docs");
    }

    private static async Task<string?> ReadKeyAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength is null or > MaxFormBytes || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        return (await request.ReadFormAsync(context.RequestAborted))["key"].ToString().Trim();
    }
}
