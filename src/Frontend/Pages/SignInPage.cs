using System.Text;

namespace Sandboxes.Frontend;

/// <summary>The page on which a browser brings the key.</summary>
internal static class SignInPage
{
    private const string Html = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Sandboxes: sign in</title>
        <link rel="stylesheet" href="/sign-in.css">
        </head>
        <body>
        <main>
        <h1>Sandboxes</h1>
        <form method="post" action="/sign-in">
        <label for="key">API key</label>
        <input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
        <button type="submit">Sign in</button>
        </form>
        </main>
        </body>
        </html>
        """;

    private const string Css = """
        body { font: 1rem/1.5 system-ui, sans-serif; display: grid; place-items: center; min-height: 90vh; margin: 0; }
        main { width: min(24rem, 90vw); }
        label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit; }
        input, button { padding: .5rem; margin-top: .5rem; }
        """;

    /// <summary>Whether it is a browser that asks for a page.</summary>
    public static bool IsWanted(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    public static Task WriteAsync(HttpContext context, int status) => WriteAsync(context, status, "text/html; charset=utf-8", Html);

    public static Task WriteCssAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status200OK, "text/css; charset=utf-8", Css);

    private static Task WriteAsync(HttpContext context, int status, string mediaType, string text)
    {
        PageHeaders.Set(context.Response);
        context.Response.StatusCode = status;
        context.Response.ContentType = mediaType;
        return context.Response.WriteAsync(text, Encoding.UTF8, context.RequestAborted);
    }
}
