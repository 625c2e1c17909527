namespace Sandboxes.Silo.Runtimes.Kubernetes.Requests;

/// <summary>No request waits for ever for a server that is frozen.</summary>
internal static class AnswerLimit
{
    /// <summary>For one pod.</summary>
    public static readonly TimeSpan OfOne = TimeSpan.FromSeconds(15);

    /// <summary>For a page of a listing.</summary>
    public static readonly TimeSpan OfPage = TimeSpan.FromSeconds(30);

    /// <summary>The answer of a request that is given up after a limit.</summary>
    /// <exception cref="OperationCanceledException">It did not come in time, or the caller does not wait any more.</exception>
    public static async Task<T> Within<T>(TimeSpan limit, TimeProvider time, Func<CancellationToken, Task<T>> request, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        return await request(either.Token);
    }
}
