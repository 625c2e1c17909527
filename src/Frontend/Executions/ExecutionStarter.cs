using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Starts executions in sessions, and finds those that were started.</summary>
internal sealed class ExecutionStarter(OrganizationGrains grains, TimeProvider time)
{
    public async ValueTask<Answer<StartedExecution>> StartAsync(HttpContext context, string sessionId, ExecutionRequest request)
    {
        var session = grains.Session(sessionId);
        var (place, ended) = await session.Use();
        if (ended is not null)
        {
            return ended.ToProblem();
        }

        var sandbox = grains.Sandbox(place!.Sandbox);
        var (started, problem) = await SessionLoss.OrEndedAsync(session, place, time, context, async () =>
        {
            var (started, refusal) = await sandbox.Execute(place.Lease, request);
            return new Answer<ExecutionStarted>(started, refusal?.ToProblem());
        });
        return problem is null ? new StartedExecution(session, sandbox, place, started!.Id, time) : problem;
    }

    public async ValueTask<Answer<StartedExecution>> FindAsync(string sessionId, string executionId)
    {
        var session = grains.Session(sessionId);
        var (place, ended) = await session.Use();
        return ended is null ? new StartedExecution(session, grains.Sandbox(place!.Sandbox), place, executionId, time) : ended.ToProblem();
    }
}
