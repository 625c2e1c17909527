using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>
/// Holds a request while a silo restarts, rather than turning it away: a call that is not answered is made again, for <see cref="FrontendOptions.PatienceSeconds"/>.
/// An earlier call is not given up when a later one is made; whichever is answered first counts, so that a caller who waits
/// long for a sandbox is not told another outcome than his own.
/// <list type="table">
/// <listheader><term>request</term><description>is made again</description></listheader>
/// <item><term>open</term><description>always: the session's id is the caller's or ours, and the session opens once under it</description></item>
/// <item><term>see, list, renew, release a session</term><description>always: they set, they do not add</description></item>
/// <item><term>execute</term><description>always: the execution's id is ours, and a sandbox starts it once under it</description></item>
/// <item><term>read output</term><description>always: from a cursor, until the cluster has decided whether the node is lost</description></item>
/// <item><term>cancel an execution</term><description>always: it stays cancelled</description></item>
/// <item><term>what operators order</term><description>always: it sets, it does not add</description></item>
/// <item><term>signal, write to stdin</term><description>if not done: the code would see them twice</description></item>
/// <item><term>see, list, open files; read them by offset</term><description>always</description></item>
/// <item><term>begin to write a file</term><description>always, until the first byte of the body was taken: what was begun twice is forgotten once</description></item>
/// <item><term>write a chunk, finish or remove a file</term><description>if not done: chunks append, and the second answer would be another one</description></item>
/// </list>
/// A storage that is down is told at once: whoever waits for it holds nothing that others could use.
/// </summary>
internal sealed class Patience(IOptions<FrontendOptions> options, TimeProvider time)
{
    public static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(800);
    public static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(12);

    /// <summary>How long a call is waited for before another one is made beside it; twice as long each time.</summary>
    private readonly TimeSpan _attempt = TimeSpan.FromSeconds(options.Value.AttemptSeconds);

    public TimeSpan Longest { get; } = TimeSpan.FromSeconds(options.Value.PatienceSeconds);

    /// <summary>A reader of output waits until the cluster has decided whether the node is lost, which takes longer than the node's silo takes to restart.</summary>
    public TimeSpan LongestOfReaders { get; } = TimeSpan.FromSeconds(2 * options.Value.PatienceSeconds);

    /// <summary>Makes a call that may always be made again.</summary>
    public ValueTask<T> HoldAsync<T>(Func<ValueTask<T>> call, CancellationToken gone) => HoldAsync(call, static _ => false, TimeSpan.Zero, gone);

    /// <summary>Makes a call, again and again while it is not answered, or answered by what <paramref name="isAway"/> says is no answer.</summary>
    /// <param name="call">Safe to make several times, also at the same time.</param>
    /// <param name="isAway">Whether the answer says no more than that somebody was not there.</param>
    /// <param name="own">What the call itself may take beyond the patience, such as a wait that was asked for.</param>
    /// <param name="gone">The one who asked has gone.</param>
    public ValueTask<T> HoldAsync<T>(Func<ValueTask<T>> call, Func<T, bool> isAway, TimeSpan own, CancellationToken gone) =>
        new HeldCall<T>(call, isAway, Longest, own, _attempt, time).AwaitAsync(gone);

    /// <summary>Asks again and again while nobody answers, or the answer is that the node is away.</summary>
    /// <param name="call">Safe to make several times, also at the same time.</param>
    /// <param name="gone">The one who asked has gone.</param>
    /// <param name="own">What the call itself may take beyond the patience, such as a wait that was asked for.</param>
    public ValueTask<Outcome<T>> AskAsync<T>(Func<ValueTask<Outcome<T>>> call, CancellationToken gone, TimeSpan own = default) where T : class =>
        HoldAsync(call, static outcome => outcome.Refusal is { Code: RefusalCode.NodeUnavailable }, own, gone);

    /// <summary>Makes a call that must not be made again once it may have been carried out.</summary>
    public async ValueTask<T> OnceAsync<T>(Func<ValueTask<T>> call, CancellationToken gone)
    {
        var began = time.GetTimestamp();
        for (var pause = FirstPause; ;)
        {
            try
            {
                return await call();
            }
            catch (NodeAwayException) when (time.GetElapsedTime(began) + pause <= Longest)
            {
                await Task.Delay(pause, time, gone);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Where a session's sandbox is.</summary>
    public ValueTask<Outcome<SessionSandbox>> UseAsync(ISessionGrain session, CancellationToken gone) => AskAsync(session.Use, gone);

    /// <summary>Ends a session, whether or not its owner is still there.</summary>
    public async ValueTask ReleaseAsync(ISessionGrain session) => await HoldAsync(
        async () =>
        {
            await session.Release(EndReason.Released, null);
            return Done.Instance;
        },
        CancellationToken.None);
}
