using System.Text.Json;
using System.Text.Json.Nodes;
using Scalar.AspNetCore;

namespace Sandboxes.Frontend;

/// <summary>The OpenAPI document, the page to read it, and a page for the codes of errors.</summary>
internal static class DocRoutes
{
    public const string DocumentPath = "/openapi/v1.json";

    /// <summary>Every route of the API, as the document has it.</summary>
    public static IReadOnlyList<RouteDoc> Routes { get; } = [.. SessionDocs.All, .. ExecutionDocs.All, .. FileDocs.All, .. RunDocs.All, .. TemplateDocs.All, .. OperatorDocs.All, .. OperationDocs.All];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var document = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(OpenApiDocument.Build(Routes));
        routes.MapGet(DocumentPath, context => WriteAsync(context, JsonAnswer.MediaType, document));
        routes.MapGet("/docs/errors", context => WriteAsync(context, "text/html; charset=utf-8", ErrorPage.Html));
        routes.MapScalarApiReference("/docs", Configure);
    }

    // Scalar's own script comes with its package; whatever it would fetch from elsewhere is switched off.
    private static void Configure(ScalarOptions options)
    {
        options.Title = "Sandboxes";
        options.OpenApiRoutePattern = DocumentPath;
        options.DynamicNonce = true;
        options.DefaultFonts = false;
        options.Telemetry = false;
        options.HideClientButton = true;
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        options.Agent = new() { Disabled = true };
        options.Mcp = new() { Disabled = true };
    }

    private static async Task WriteAsync(HttpContext context, string mediaType, byte[] bytes)
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
