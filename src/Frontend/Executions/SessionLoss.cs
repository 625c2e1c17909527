using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>
/// Why a sandbox does not answer. The session hears of its sandbox's end a moment after callers notice it, so whoever asks gives it
/// <see cref="MaxAttempts"/> times <see cref="Pause"/>.
/// </summary>
internal static class SessionLoss
{
    public const int MaxAttempts = 20;
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The session may be where the sandbox was, and not answer either.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(2);

    /// <summary>How the session's lease on the sandbox ended; null while it stands, as far as the session knows.</summary>
    public static async ValueTask<SessionEnd?> FindAsync(ISessionGrain session, SessionSandbox place, TimeProvider time)
    {
        try
        {
            return await session.Get().AsTask().WaitAsync(LongestAnswer, time) is { } view ? EndOf(view, place) : Forgotten;
        }
        catch (Exception exception) when (Faults.IsPassing(exception))
        {
            return null;
        }
    }

    /// <summary>Waits until the session knows, within the bound; null where it still stands by then.</summary>
    public static async ValueTask<SessionEnd?> AwaitAsync(ISessionGrain session, SessionSandbox place, TimeProvider time, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await FindAsync(session, place, time) is { } end)
            {
                return end;
            }

            await Task.Delay(Pause, time, cancellation);
        }

        return null;
    }

    private static SessionEnd Forgotten => new(DateTimeOffset.UnixEpoch, EndReason.Crashed, "The session is not remembered any more.");

    private static SessionEnd? EndOf(SessionView view, SessionSandbox place)
    {
        if (view.State == SessionState.Closed)
        {
            return view.Ended ?? Forgotten;
        }

        // The id was opened again, perhaps with the same sandbox: the lease that we knew is one of an incarnation that has ended.
        return view.Incarnation != place.Incarnation ? Forgotten : null;
    }
}
