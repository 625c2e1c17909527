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
            var marked = request with { Request = Guid.NewGuid() };
            return await patience.AskAsync(() => session.Open(marked, over.Token), gone, own: TimeSpan.FromSeconds(request.WaitSeconds));
        }
        finally
        {
            await over.CancelAsync();
        }
    }
}
