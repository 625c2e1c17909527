using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Sandboxes.Frontend;

/// <summary>
/// Stands before every endpoint: nothing is answered without a key but what says that it is open to anyone, not even that a route
/// does not exist; what is for operators is refused to others; and whatever goes wrong behind it becomes a problem.
/// </summary>
internal sealed partial class Gate(RequestDelegate next, ApiKeys keys, SignInCookie cookie, IOptions<FrontendOptions> options, ILogger<Gate> log)
{
    private readonly string? _warning = options.Value.Warning;

    public Task InvokeAsync(HttpContext context)
    {
        if (_warning is not null)
        {
            context.Response.Headers["Sandbox-Warning"] = _warning;
        }

        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Refusal(context) is { } problem ? RefuseAsync(context, problem) : PassAsync(context);
    }

    private Problem? Refusal(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<OpenToAnyone>() is not null)
        {
            return null;
        }

        var (caller, problem) = CallerOf(context.Request);
        if (problem is not null)
        {
            return problem;
        }

        context.Features.Set(caller);
        return RefusalOfPath(context) ?? (endpoint is null ? NotFound : RefusalOfRole(endpoint, caller!));
    }

    private Answer<Caller> CallerOf(HttpRequest request)
    {
        if (keys.In(request.Headers) is { } key)
        {
            return key.Sender;
        }

        if (cookie.In(request) is not { } signedIn)
        {
            return new Problem(ErrorTable.Unauthorized, "Send the key as \"Authorization: Bearer KEY\" or \"X-API-Key: KEY\"; browsers sign in at /sign-in.");
        }

        return RefusalOfSite(request) is { } problem ? problem : signedIn.Sender;
    }

    private static Problem? RefusalOfSite(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || site is "" or "same-origin" or "none"
            ? null
            : new(ErrorTable.CrossSite, "Open the page from this server itself.");
    }

    private static Problem? RefusalOfPath(HttpContext context) =>
        RawTarget.IsTricky(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget)
            ? new(ErrorTable.InvalidPath, "Paths have no dot segments, backslashes or NUL, encoded or not.")
            : null;

    private static Problem? RefusalOfRole(Endpoint endpoint, Caller caller) =>
        caller.IsOperator || endpoint.Metadata.GetMetadata<ForOperators>() is null
            ? null
            : new(ErrorTable.Forbidden, "This is for operators. Use a key of an organization that is one.");

    private static Problem NotFound => new(ErrorTable.NotFound, "There is no such route. /docs lists them.");

    private static Task RefuseAsync(HttpContext context, Problem problem)
    {
        if (problem.Kind != ErrorTable.Unauthorized)
        {
            return problem.WriteAsync(context);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return SignInPage.IsWanted(context.Request) ? SignInPage.WriteAsync(context, ErrorTable.Unauthorized.Status) : problem.WriteAsync(context);
    }

    private async Task PassAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody reads an answer.
        }
        catch (Exception exception)
        {
            await AnswerFaultAsync(context, exception);
            return;
        }

        if (context.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false })
        {
            await new Problem(ErrorTable.MethodNotAllowed, $"Use {context.Response.Headers.Allow}.").WriteAsync(context);
        }
    }

    private async Task AnswerFaultAsync(HttpContext context, Exception exception)
    {
        var problem = Faults.ToProblem(exception);
        if (problem.Kind == ErrorTable.Internal)
        {
            LogFault(exception, context.TraceIdentifier);
        }

        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        await problem.WriteAsync(context);
    }
}
