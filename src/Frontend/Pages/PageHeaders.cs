namespace Sandboxes.Frontend;

/// <summary>What every page tells the browser: load nothing from elsewhere, stand in nobody's frame.</summary>
internal static class PageHeaders
{
    // Scalar and the dashboard style their elements in place; scripts come only as files of ours, or inline with the nonce.
    private const string Policy =
        "default-src 'self'; script-src 'self' {0}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static void Set(HttpResponse response, string scripts = "")
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy.Replace("{0}", scripts, StringComparison.Ordinal);
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
    }
}
