using Microsoft.AspNetCore.Routing.Patterns;

namespace Sandboxes.Frontend;

/// <summary>Answers a request, or says why it is refused; then nothing was written.</summary>
internal delegate ValueTask<Problem?> Handle(HttpContext context);

/// <summary>Maps the routes of the API: ids in the route and the Accept header are checked before a handler sees the request.</summary>
internal static class ApiRoutes
{
    private const string FilePath = "path";

    /// <param name="routes">Where to map.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="pattern">The route; every parameter but a file's path is an id.</param>
    /// <param name="handle">Called with valid ids and an Accept header that takes one of <paramref name="offers"/>.</param>
    /// <param name="offers">Media types of the answer. Default: JSON. None: anything is accepted.</param>
    public static IEndpointConventionBuilder MapApi(this IEndpointRouteBuilder routes, string method, string pattern, Handle handle, params string[] offers)
    {
        var ids = RoutePatternFactory.Parse(pattern).Parameters.Select(parameter => parameter.Name).Where(name => name != FilePath).ToArray();
        return routes.MapMethods(pattern, [method], context =>
        {
            var problem = CheckIds(context, ids) ?? CheckAccept(context, offers);
            return problem is null ? HandleAsync(context, handle) : problem.WriteAsync(context);
        }).WithMetadata(new ApiRoute(method, pattern));
    }

    /// <summary>An id of the route, valid by now.</summary>
    public static string Id(this HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    private static async Task HandleAsync(HttpContext context, Handle handle)
    {
        if (await handle(context) is { } problem)
        {
            await problem.WriteAsync(context);
        }
    }

    private static Problem? CheckIds(HttpContext context, string[] ids)
    {
        foreach (var name in ids)
        {
            if (!IdFormat.IsValid(context.Request.RouteValues[name] as string ?? ""))
            {
                return new(ErrorTable.InvalidId, $"Ids match {IdFormat.Pattern}.") { Field = name };
            }
        }

        return null;
    }

    private static Problem? CheckAccept(HttpContext context, string[] offers) =>
        offers.Length == 0 || MediaTypes.Choose(context.Request, offers) is not null
            ? null
            : new(ErrorTable.NotAcceptable, $"Accept one of {string.Join(", ", offers)}.") { Allowed = offers };
}

/// <summary>Marks an endpoint as a route of the API, by its name in the OpenAPI document.</summary>
internal sealed record ApiRoute(string Method, string Pattern);
