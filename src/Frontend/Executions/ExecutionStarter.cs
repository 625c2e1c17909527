using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Starts executions in sessions, and finds those that were started.</summary>
internal sealed class ExecutionStarter(ClusterGrains grains, Patience patience, TimeProvider time)
{
    /// <summary>Starts it under an id of ours, so that a start whose answer was lost is found again, not done again.</summary>
    public async ValueTask<Answer<StartedExecution>> StartAsync(HttpContext context, SessionId sessionId, ExecutionRequest request)
    {
        request = request with { Id = NewId.For("e") };
        var session = grains.Session(sessionId);
        var (place, ended) = await patience.UseAsync(session, context.RequestAborted);
        if (ended is not null)
        {
            return ended.ToProblem();
        }

        var calls = CallsOf(session, place!);
        var (started, refusal) = await calls.AskAsync(Repeat.Always, (sandbox, lease) => sandbox.Execute(lease, request), context.RequestAborted);
        return refusal is null ? Of(session, place!, calls, started!.Id) : refusal.ToProblem();
    }

    public async ValueTask<Answer<StartedExecution>> FindAsync(HttpContext context, SessionId sessionId, string executionId)
    {
        var session = grains.Session(sessionId);
        var (place, ended) = await patience.UseAsync(session, context.RequestAborted);
        return ended is null ? Of(session, place!, CallsOf(session, place!), executionId) : ended.ToProblem();
    }

    private SandboxCalls CallsOf(ISessionGrain session, SessionSandbox place) => new(grains.Sandbox(place.Sandbox), session, place, patience, time);

    private StartedExecution Of(ISessionGrain session, SessionSandbox place, SandboxCalls calls, string id) =>
        new(session, grains.Sandbox(place.Sandbox), place, id, calls, patience, time);
}
