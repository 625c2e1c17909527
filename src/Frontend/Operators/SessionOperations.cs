using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Ending a session of any organization.</summary>
internal sealed class SessionOperations(ClusterGrains grains, AuditedOperations operations)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapApi("POST", "/v1/sessions/{id}/release", ReleaseAsync).WithMetadata(ForOperators.Instance);

    private async ValueTask<Problem?> ReleaseAsync(HttpContext context)
    {
        var (body, problem) = await RequestBody.ReadAsync(context, ReleaseBody.Shape);
        if ((problem ?? OrderBody.Require(body!.Reason)) is { } invalid)
        {
            return invalid;
        }

        var id = body!.SessionId(context);
        return await operations.RunAsync<Done>(context, new("release", $"session/{id}", body.Reason), () => ReleaseAsync(grains.Session(id), body.Reason!), null);
    }

    /// <summary>One that has ended already stays as it ended.</summary>
    private async ValueTask<Answer<Done>> ReleaseAsync(ISessionGrain session, string reason)
    {
        if (await operations.HoldAsync(session.Get) is null)
        {
            return new Problem(ErrorTable.SessionNotFound, "No session of this id is open or remembered in that organization.");
        }

        await operations.HoldAsync(async () =>
        {
            await session.Release(EndReason.Operator, reason);
            return Done.Instance;
        });
        return Done.Instance;
    }
}
