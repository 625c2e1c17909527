namespace Sandboxes.Frontend;

/// <summary>Running code in a session, seeing it again, talking to it and stopping it.</summary>
internal sealed class ExecutionRoutes(ExecutionStarter starter)
{
    private const string Root = "/v1/sessions/{id}/executions";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi("POST", Root, PostAsync, ExecutionAnswer.Offers);
        routes.MapApi("GET", Root + "/{execution}", GetAsync, JsonAnswer.MediaType);
        routes.MapApi("GET", Root + "/{execution}/events", EventsAsync, MediaTypes.EventStream, MediaTypes.JsonLines);
        routes.MapApi("POST", Root + "/{execution}/stdin", StdinAsync, JsonAnswer.MediaType);
        routes.MapApi("POST", Root + "/{execution}/signal", SignalAsync);
        routes.MapApi("DELETE", Root + "/{execution}", DeleteAsync);
    }

    /// <summary>A client that goes away leaves the execution running, within its own time limit.</summary>
    private async ValueTask<Problem?> PostAsync(HttpContext context)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, ExecutionBody.Shape);
        var (request, invalid) = body?.ToRequest() ?? problem!;
        if (invalid is not null)
        {
            return invalid;
        }

        var (execution, refusal) = await starter.StartAsync(context, context.SessionId(), request!);
        if (refusal is not null)
        {
            return refusal;
        }

        return body!.Background ? await AcceptAsync(context, execution!) : await ExecutionAnswer.WriteAsync(context, execution!);
    }

    private static async ValueTask<Problem?> AcceptAsync(HttpContext context, StartedExecution execution)
    {
        await ExecutionAnswer.WriteStartedAsync(context, $"/v1/sessions/{context.Id("id")}/executions/{execution.Id}", execution);
        return null;
    }

    private async ValueTask<Problem?> GetAsync(HttpContext context)
    {
        var (execution, problem) = await FindAsync(context);
        return problem ?? await ExecutionAnswer.WriteSoFarAsync(context, execution!);
    }

    private async ValueTask<Problem?> EventsAsync(HttpContext context)
    {
        var (after, invalid) = EventCursor.Read(context.Request);
        var (execution, problem) = invalid is null ? await FindAsync(context) : invalid;
        var mediaType = MediaTypes.Choose(context.Request, MediaTypes.EventStream, MediaTypes.JsonLines)!;
        return problem ?? await new EventStream(context, execution!, mediaType).WriteAsync(after);
    }

    private async ValueTask<Problem?> StdinAsync(HttpContext context)
    {
        var (body, invalid) = await RequestBody.ReadAsync(context, StdinBody.Shape);
        var (data, notBytes) = body?.ToBytes() ?? invalid!;
        var (execution, problem) = notBytes is null ? await FindAsync(context) : notBytes;
        if (problem is not null)
        {
            return problem;
        }

        var (taken, refusal) = await execution!.WriteStdinAsync(context, data!, body!.Close);
        if (refusal is null)
        {
            await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, (Taken: taken!.Bytes, Offered: data!.Length), StdinBody.WriteTaken);
        }

        return refusal;
    }

    private async ValueTask<Problem?> SignalAsync(HttpContext context)
    {
        var (body, invalid) = await RequestBody.ReadAsync(context, SignalBody.Shape);
        var (signal, unknown) = body?.ToName() ?? invalid!;
        var (execution, problem) = unknown is null ? await FindAsync(context) : unknown;
        return problem ?? NoContent(context, await execution!.SignalAsync(context, signal!));
    }

    private async ValueTask<Problem?> DeleteAsync(HttpContext context)
    {
        var (execution, problem) = await FindAsync(context);
        return problem ?? NoContent(context, await execution!.CancelAsync(context));
    }

    private ValueTask<Answer<StartedExecution>> FindAsync(HttpContext context) => starter.FindAsync(context, context.SessionId(), context.Id("execution"));

    private static Problem? NoContent(HttpContext context, Problem? problem)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return problem;
    }
}
