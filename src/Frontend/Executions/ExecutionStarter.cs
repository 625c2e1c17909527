using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Starts executions in sessions, and finds those that were started.</summary>
internal sealed class ExecutionStarter(OrganizationGrains grains, TimeProvider time)
{
    public async ValueTask<Answer<StartedExecution>> StartAsync(string sessionId, ExecutionRequest request, CancellationToken cancellation)
    {
        var session = grains.Session(sessionId);
        var (place, ended) = await session.Use();
        if (ended is not null)
        {
            return ended.ToProblem();
        }

        var sandbox = grains.Sandbox(place!.Sandbox);
        var (started, problem) = await ExecuteAsync(session, sandbox, place, request, cancellation);
        return problem is null ? new StartedExecution(session, sandbox, place, started!.Id, time) : problem;
    }

    public async ValueTask<Answer<StartedExecution>> FindAsync(string sessionId, string executionId)
    {
        var session = grains.Session(sessionId);
        var (place, ended) = await session.Use();
        return ended is null ? new StartedExecution(session, grains.Sandbox(place!.Sandbox), place, executionId, time) : ended.ToProblem();
    }

    private async ValueTask<Answer<ExecutionStarted>> ExecuteAsync(ISessionGrain session, ISandboxGrain sandbox, SessionSandbox place, ExecutionRequest request, CancellationToken cancellation)
    {
        try
        {
            var (started, refusal) = await sandbox.Execute(place.Lease, request);
            return refusal is null ? started! : refusal.ToProblem();
        }
        catch (Exception exception) when (Faults.IsPassing(exception))
        {
            var end = await SessionLoss.AwaitAsync(session, place, time, cancellation);
            return end is null ? Faults.ToProblem(exception) : EndedProblem.Of(end);
        }
    }
}
