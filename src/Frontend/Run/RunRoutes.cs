using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>One shot: a session of its own, one execution in it, and the session's release, also when the client goes away.</summary>
internal sealed class RunRoutes(ClusterGrains grains, SessionOpener opener, ExecutionStarter starter, Patience patience)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapApi("POST", "/v1/run", RunAsync, ExecutionAnswer.Offers);

    private async ValueTask<Problem?> RunAsync(HttpContext context)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, RunBody.Shape);
        var (open, invalidOpen) = body?.Open.ToRequest() ?? problem!;
        var (request, invalid) = invalidOpen is null ? body!.Execution.ToRequest() : invalidOpen;
        return invalid ?? await RunAsync(context, open!, request!);
    }

    private async ValueTask<Problem?> RunAsync(HttpContext context, OpenSession open, ExecutionRequest request)
    {
        var id = context.SessionId(NewId.For("run"));
        var session = grains.Session(id);
        try
        {
            var problem = await RunAsync(context, session, id, open, request);
            await (problem?.WriteAsync(context) ?? Task.CompletedTask);

            // The client has its answer before the sandbox is destroyed.
            await context.Response.CompleteAsync();
            return null;
        }
        finally
        {
            await patience.ReleaseAsync(session);
        }
    }

    private async ValueTask<Problem?> RunAsync(HttpContext context, ISessionGrain session, SessionId id, OpenSession open, ExecutionRequest request)
    {
        var (opened, refusal) = await opener.OpenAsync(session, open, context.RequestAborted);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        var (execution, problem) = await starter.StartAsync(context, id, request);
        return problem ?? await ExecutionAnswer.WriteAsync(context, execution!, opened!.Session.Served);
    }
}
