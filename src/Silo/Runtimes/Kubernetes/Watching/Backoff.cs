using k8s.Autorest;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Watching;

/// <summary>How long to wait before the next try: twice as long after each failure, within bounds, and never the same for two silos.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <param name="failures">Failures in a row, at least 1.</param>
    /// <param name="asked">What the server asked for (Retry-After).</param>
    /// <param name="draw">0 to below 1.</param>
    /// <returns>Half of the time for certain and half of it drawn; never less than was asked for, and never more than half a minute.</returns>
    public static TimeSpan After(int failures, TimeSpan? asked, double draw)
    {
        var whole = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 16)), Longest.TotalSeconds);
        var drawn = TimeSpan.FromSeconds((whole / 2) + (whole / 2 * draw));
        var wanted = asked is { } least && least > drawn ? least + TimeSpan.FromSeconds(draw) : drawn;
        return wanted < MostAsked ? wanted : MostAsked;
    }

    private static readonly TimeSpan MostAsked = TimeSpan.FromSeconds(30);

    /// <summary>Waits as long as that after a request that failed, or longer where the server asked for it.</summary>
    public static Task Wait(int failures, Exception fault, TimeProvider time, CancellationToken cancellation)
    {
        var asked = (fault as HttpOperationException)?.Response is { } response ? RetryAfter.Of(response) : null;
        return Task.Delay(After(failures, asked, Random.Shared.NextDouble()), time, cancellation);
    }
}
