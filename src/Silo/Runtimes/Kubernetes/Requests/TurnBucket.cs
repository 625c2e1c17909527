namespace Sandboxes.Silo.Runtimes.Kubernetes.Requests;

/// <summary>
/// Gives turns, first come first served, at most so many in a second over the long run; after a pause as many at once as <see cref="SavedSeconds"/> would have brought. A turn that is given and not used is lost.
/// </summary>
/// <param name="perSecond">At least 1.</param>
/// <param name="time">The clock.</param>
internal sealed class TurnBucket(int perSecond, TimeProvider time)
{
    private const int SavedSeconds = 2;

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1.0 / perSecond);
    private TimeSpan _last = -TimeSpan.FromSeconds(SavedSeconds);

    /// <summary>Takes the next turn.</summary>
    /// <returns>How long to wait for it.</returns>
    public TimeSpan Reserve()
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            var saved = now - TimeSpan.FromSeconds(SavedSeconds);
            _last = (_last > saved ? _last : saved) + _interval;
            return _last > now ? _last - now : TimeSpan.Zero;
        }
    }

    /// <summary>Waits for its turn.</summary>
    public ValueTask Turn(CancellationToken cancellation) =>
        Reserve() is { Ticks: > 0 } wait ? new(Task.Delay(wait, time, cancellation)) : ValueTask.CompletedTask;
}
