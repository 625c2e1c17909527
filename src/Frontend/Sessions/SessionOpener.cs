using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Opens sessions with patience.</summary>
internal sealed class SessionOpener(Patience patience)
{
    public async ValueTask<Outcome<OpenedSession>> OpenAsync(ISessionGrain session, OpenSession request, CancellationToken gone)
    {
        // What was asked beside the call that was answered must not go on waiting for a sandbox.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(gone);
        try
        {
            return await patience.HoldAsync(
                () => session.Open(request, over.Token),
                static outcome => outcome.Refusal is { Code: RefusalCode.NodeUnavailable },
                TimeSpan.FromSeconds(request.WaitSeconds),
                gone);
        }
        finally
        {
            await over.CancelAsync();
        }
    }
}
