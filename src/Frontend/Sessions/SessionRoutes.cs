using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Opening, seeing, renewing and releasing sessions.</summary>
internal sealed class SessionRoutes(ClusterGrains grains, SessionOpener opener, Patience patience, PageTokens tokens)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi("PUT", "/v1/sessions/{id}", context => OpenAsync(context, context.SessionId()), JsonAnswer.MediaType);
        routes.MapApi("POST", "/v1/sessions", context => OpenAsync(context, context.SessionId(NewId.For("session"))), JsonAnswer.MediaType);
        routes.MapApi("GET", "/v1/sessions/{id}", GetAsync, JsonAnswer.MediaType);
        routes.MapApi("GET", "/v1/sessions", ListAsync, JsonAnswer.MediaType);
        routes.MapApi("DELETE", "/v1/sessions/{id}", DeleteAsync);
        routes.MapApi("POST", "/v1/sessions/{id}/renew", RenewAsync, JsonAnswer.MediaType);
    }

    private async ValueTask<Problem?> OpenAsync(HttpContext context, SessionId id)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, OpenBody.Shape);
        var (request, invalid) = body?.ToRequest() ?? problem!;
        if (invalid is not null)
        {
            return invalid;
        }

        var (opened, refusal) = await opener.OpenAsync(grains.Session(id), request!, context.RequestAborted);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        await AnswerAsync(context, opened!);
        return null;
    }

    private static Task AnswerAsync(HttpContext context, OpenedSession opened)
    {
        if (!opened.Created)
        {
            return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, opened.Session, SessionJson.Write);
        }

        context.Response.Headers.Location = "/v1/sessions/" + opened.Session.Id.Name;
        return JsonAnswer.WriteAsync(context, StatusCodes.Status201Created, opened.Session, SessionJson.Write);
    }

    private async ValueTask<Problem?> GetAsync(HttpContext context)
    {
        var session = await patience.HoldAsync(grains.Session(context.SessionId()).Get, context.RequestAborted);
        if (session is null)
        {
            return new(ErrorTable.SessionNotFound, "No session of this id is open or remembered. Open one with PUT.");
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, session, SessionJson.Write);
        return null;
    }

    private async ValueTask<Problem?> DeleteAsync(HttpContext context)
    {
        await patience.ReleaseAsync(grains.Session(context.SessionId()));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    }

    private async ValueTask<Problem?> RenewAsync(HttpContext context)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, RenewBody.Shape);
        if (problem is not null)
        {
            return problem;
        }

        var (grain, request) = (grains.Session(context.SessionId()), body!.ToRequest());
        var (session, refusal) = await patience.AskAsync(() => grain.Renew(request), context.RequestAborted);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, session!, SessionJson.Write);
        return null;
    }

    private async ValueTask<Problem?> ListAsync(HttpContext context)
    {
        var (query, problem) = SessionQuery.Read(context.Request.Query, tokens, context.Caller().Organization);
        if (problem is not null)
        {
            return problem;
        }

        var page = await patience.HoldAsync(
            () => grains.Directory.Sessions(context.Caller().Organization, query!.State, query.Template, query.Page.After, query.Page.Size),
            context.RequestAborted);
        var next = page.NextAfterId is { } after ? tokens.Protect(query!.Scope, after) : null;
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, (page.Sessions, next), static (json, list) => ListJson.Write(json, "sessions"u8, list.Sessions, list.next, SessionJson.Write));
        return null;
    }
}
