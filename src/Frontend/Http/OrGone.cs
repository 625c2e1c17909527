namespace Sandboxes.Frontend;

internal static class OrGone
{
    /// <summary>Awaits a call of a grain, but no longer than the caller of ours stays.</summary>
    public static ValueTask<T> OrGoneAsync<T>(this ValueTask<T> call, CancellationToken gone) =>
        call.IsCompleted || !gone.CanBeCanceled ? call : new(call.AsTask().WaitAsync(gone));
}
