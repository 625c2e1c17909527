namespace Sandboxes.Frontend;

/// <summary>
/// One call that is made until it is answered. Calls that were made earlier are still listened to. Answers that are none end with the patience; a call that hangs may
/// be one that takes its own time beyond it.
/// </summary>
internal sealed class HeldCall<T>(Func<ValueTask<T>> call, Func<T, bool> isAway, TimeSpan longest, TimeSpan own, TimeSpan attempt, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private List<Task<T>>? _earlier;
    private TimeSpan _attempt = attempt;
    private TimeSpan _pause = Patience.FirstPause;

    /// <summary>The first answer; at the end of the patience the last one that was none, or the fault that stands for it.</summary>
    public async ValueTask<T> AwaitAsync(CancellationToken gone)
    {
        while (true)
        {
            var done = await AnyAsync(Begin(), gone);
            if (done is not null && !await IsAwayAsync(done))
            {
                return await done;
            }

            if (time.GetElapsedTime(_began) + _pause > (done is null ? longest + own : longest))
            {
                return done is null ? throw new TimeoutException("The cluster did not answer.") : await done;
            }

            // A call that hung has waited already.
            await Task.Delay(done is null ? TimeSpan.Zero : _pause, time, gone);
            _pause = Min(_pause * 2, Patience.LongestPause);
        }
    }

    private async Task<T> Begin() => await call();

    /// <summary>The call that ends first; null where none does within an attempt.</summary>
    private async ValueTask<Task<T>?> AnyAsync(Task<T> latest, CancellationToken gone)
    {
        Task any = _earlier is null ? latest : Task.WhenAny([latest, .. _earlier]);
        if (!any.IsCompleted)
        {
            await any.WaitAsync(_attempt, time, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            gone.ThrowIfCancellationRequested();
        }

        var done = latest.IsCompleted ? latest : _earlier?.Find(earlier => earlier.IsCompleted);
        if (done != latest)
        {
            (_earlier ??= []).Add(latest);
            _earlier.RemoveAll(earlier => earlier == done);
        }

        _attempt = done is null ? Min(_attempt * 2, Patience.LongestAttempt) : _attempt;
        return done;
    }

    /// <summary>A call that was cancelled, and not by its caller, was one of a silo that ended.</summary>
    private async ValueTask<bool> IsAwayAsync(Task<T> done) =>
        done.IsCanceled || (done.IsFaulted ? Faults.IsAway(done.Exception.InnerException!) : done.IsCompletedSuccessfully && isAway(await done));

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
