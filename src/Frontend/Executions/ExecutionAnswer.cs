using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Answers with an execution: joined when it is done, or event by event as it goes.</summary>
internal static class ExecutionAnswer
{
    public static string[] Offers { get; } = [JsonAnswer.MediaType, MediaTypes.EventStream, MediaTypes.JsonLines];

    public static ValueTask<Problem?> WriteAsync(HttpContext context, StartedExecution execution, Served? served = null)
    {
        var mediaType = MediaTypes.Choose(context.Request, Offers)!;
        return mediaType == JsonAnswer.MediaType
            ? WriteWholeAsync(context, execution, served)
            : new EventStream(context, execution, mediaType).WriteAsync(after: 0);
    }

    /// <summary>The execution as far as it is now.</summary>
    public static async ValueTask<Problem?> WriteSoFarAsync(HttpContext context, StartedExecution execution)
    {
        var output = new CollectedOutput(execution.Id);
        while (true)
        {
            var (events, problem) = await execution.ReadAsync(output.Cursor, TimeSpan.Zero, context.RequestAborted);
            if (problem is not null)
            {
                return problem;
            }

            output.Add(events!.Events);
            if (events.Complete || events.Events.Count == 0)
            {
                await WriteAsync(context, StatusCodes.Status200OK, output);
                return null;
            }
        }
    }

    public static Task WriteStartedAsync(HttpContext context, string location, StartedExecution execution)
    {
        context.Response.Headers.Location = location;
        return WriteAsync(context, StatusCodes.Status202Accepted, new CollectedOutput(execution.Id));
    }

    private static async ValueTask<Problem?> WriteWholeAsync(HttpContext context, StartedExecution execution, Served? served)
    {
        var output = new CollectedOutput(execution.Id) { Served = served };
        for (var complete = false; !complete;)
        {
            var (events, problem) = await execution.ReadAsync(output.Cursor, StartedExecution.ReadWait, context.RequestAborted);
            if (problem is not null)
            {
                return problem;
            }

            output.Add(events!.Events);
            complete = events.Complete;
        }

        await WriteAsync(context, StatusCodes.Status200OK, output);
        return null;
    }

    private static Task WriteAsync(HttpContext context, int status, CollectedOutput output) =>
        JsonAnswer.WriteAsync(context, status, output, static (json, output) => output.Write(json));
}
