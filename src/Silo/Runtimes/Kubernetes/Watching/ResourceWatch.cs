using k8s;
using k8s.Models;
using Sandboxes.Silo.Runtimes.Kubernetes.Requests;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Watching;

/// <summary>One page of a listing.</summary>
internal sealed record ListPage<T>(IList<T> Items, string ResourceVersion, string? Continue);

/// <summary>How one kind of object is listed and watched, and who hears of it.</summary>
internal sealed record WatchedKind<T> where T : IKubernetesObject<V1ObjectMeta>
{
    public required string Name { get; init; }

    /// <summary>The page that a token of the last one leads to; null for the first.</summary>
    public required Func<string?, CancellationToken, Task<ListPage<T>>> List { get; init; }

    /// <summary>Events from a version on, with bookmarks, for at most so many seconds.</summary>
    public required Func<string, int, CancellationToken, IAsyncEnumerable<(WatchEventType Type, T Object)>> Watch { get; init; }

    /// <summary>Called before a listing begins; what it returns takes the whole listing.</summary>
    public required Func<Action<IReadOnlyCollection<T>>> Listing { get; init; }

    public required Action<T> Put { get; init; }
    public required Action<T> Removed { get; init; }
}

/// <summary>
/// Keeps up with one kind of object: lists all of it, watches from there, and lists again when the server has forgotten the version (410), from time to time as the truth, and after a watch went silent.
/// </summary>
internal sealed partial class ResourceWatch<T>(WatchedKind<T> kind, TimeProvider time, ILogger logger) where T : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>A listing is the truth; a watch only says what it says.</summary>
    private static readonly TimeSpan ListEvery = TimeSpan.FromMinutes(5);

    /// <summary>Bookmarks come about once a minute, so a watch that is silent for longer is dead.</summary>
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(100);

    /// <summary>How long the server is asked to keep one watch, in seconds.</summary>
    private const int WatchSeconds = 240;

    /// <summary>A watch that the server ends sooner is a failure, whatever it said, so that the next is not begun at once.</summary>
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(1);

    private int _failures;

    public async Task Run(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await ListAndWatch(cancellation);
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                await Pause(fault, cancellation);
            }
        }
    }

    private async Task ListAndWatch(CancellationToken cancellation)
    {
        var listedAt = time.GetTimestamp();
        var version = await List(cancellation);
        while (time.GetElapsedTime(listedAt) < ListEvery)
        {
            var began = time.GetTimestamp();
            version = await Watch(version, began, cancellation);
            if (!HasLasted(began))
            {
                throw new IOException("The API server ended the watch at once.");
            }

            Recovered();
        }
    }

    private async Task<string> List(CancellationToken cancellation)
    {
        var all = new List<T>();
        var take = kind.Listing();
        ListPage<T> page;
        string? token = null;
        do
        {
            page = await AnswerLimit.Within(AnswerLimit.OfPage, time, limit => kind.List(token, limit), cancellation);
            all.AddRange(page.Items);
            token = page.Continue;
        }
        while (!string.IsNullOrEmpty(token));
        take(all);
        return page.ResourceVersion;
    }

    /// <summary>Until the server ends it. Returns the version to go on from.</summary>
    private async Task<string> Watch(string version, long began, CancellationToken cancellation)
    {
        using var watchdog = new CancellationTokenSource(SilentAfter, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, watchdog.Token);
        await foreach (var (type, changed) in kind.Watch(version, WatchSeconds, either.Token).WithCancellation(either.Token))
        {
            watchdog.CancelAfter(SilentAfter);
            if (HasLasted(began))
            {
                Recovered();
            }

            version = changed.Metadata.ResourceVersion;
            if (type is WatchEventType.Added or WatchEventType.Modified)
            {
                kind.Put(changed);
            }
            else if (type is WatchEventType.Deleted)
            {
                kind.Removed(changed);
            }
        }

        return version;
    }

    private bool HasLasted(long began) => time.GetElapsedTime(began) >= ShortestWatch;

    private async Task Pause(Exception fault, CancellationToken cancellation)
    {
        if (++_failures == 1)
        {
            LogLost(kind.Name, fault.GetBaseException().Message);
        }

        await Backoff.Wait(_failures, fault, time, cancellation);
    }

    private void Recovered()
    {
        if (_failures > 0)
        {
            LogBack(kind.Name);
        }

        _failures = 0;
    }

    [LoggerMessage(601, LogLevel.Information, "The watch of {Kind} ended, and is begun again: {Why}")]
    private partial void LogLost(string kind, string why);

    [LoggerMessage(602, LogLevel.Information, "{Kind} are watched again")]
    private partial void LogBack(string kind);
}
