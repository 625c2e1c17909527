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
            return await patience.AskAsync(() => session.Open(request, over.Token), gone, own: TimeSpan.FromSeconds(request.WaitSeconds));
        }
        finally
        {
            await over.CancelAsync();
        }
    }
}
