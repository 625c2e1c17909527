namespace Sandboxes.Grains;

public enum BreakerState { Closed, Open, HalfOpen }

internal static class BreakerStates
{
    /// <summary>closed, open or half-open.</summary>
    public static string Name(this BreakerState state) => state switch
    {
        BreakerState.Closed => "closed",
        BreakerState.Open => "open",
        _ => "half-open",
    };
}

/// <summary>
/// Holds a shelf's creations back while they keep failing: 1 s after the first failure, doubled by each further one up to 30 s; then one creation is tried, and what becomes of it decides.
/// </summary>
public readonly record struct Breaker(int Failures, TimeSpan RetryAt)
{
    public static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);

    public BreakerState StateAt(TimeSpan now) =>
        Failures == 0 ? BreakerState.Closed : now < RetryAt ? BreakerState.Open : BreakerState.HalfOpen;

    /// <summary>A creation failed. Those that were in flight when it opened count as one failure.</summary>
    public Breaker Failed(TimeSpan now) =>
        StateAt(now) == BreakerState.Open ? this : new(Failures + 1, now + BackoffAfter(Failures + 1));

    public static Breaker Succeeded() => default;

    /// <summary>Time until a creation is tried again; zero where nothing holds it back.</summary>
    public TimeSpan Remaining(TimeSpan now) => StateAt(now) == BreakerState.Open ? RetryAt - now : TimeSpan.Zero;

    private static TimeSpan BackoffAfter(int failures)
    {
        var doublings = Math.Min(failures - 1, 5);
        var backoff = FirstBackoff * (1 << doublings);
        return backoff < LongestBackoff ? backoff : LongestBackoff;
    }
}
