using System.Collections.Concurrent;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Watching;

/// <summary>
/// All our pods as the API server last said. Events come in, views go out; the only thing that it decides is when a sandbox is gone. Names are used once, so one that is gone stays gone.
/// </summary>
/// <param name="whyDeleted">Why a pod that was deleted by somebody is no more.</param>
internal sealed class PodCache(Func<PodView, SandboxGone> whyDeleted)
{
    private readonly ConcurrentDictionary<string, Entry> _pods = new();
    private readonly TaskCompletionSource _listed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the first whole listing: what is unknown before it may be there.</summary>
    public Task Listed => _listed.Task;

    public int Count => _pods.Count;

    public IEnumerable<PodView> Pods => _pods.Values.Select(entry => entry.View);

    public PodView? Find(string name) => _pods.TryGetValue(name, out var entry) ? entry.View : null;

    /// <summary>Completes when the sandbox is gone; null for one that is not known.</summary>
    public Task<SandboxGone>? Gone(string name) => _pods.TryGetValue(name, out var entry) ? entry.Gone.Task : null;

    /// <summary>A pod that we have made or looked up ourselves: where the watch was faster it knows better.</summary>
    public void Add(PodView pod)
    {
        var entry = new Entry(pod);
        if (_pods.TryAdd(pod.Name, entry))
        {
            entry.Change(pod);
        }
    }

    /// <summary>This silo had a channel to its agent. Forgotten with the pod.</summary>
    public void NoteSpokenTo(string name)
    {
        if (_pods.TryGetValue(name, out var entry))
        {
            entry.IsSpokenTo = true;
        }
    }

    /// <summary>Whether <see cref="NoteSpokenTo"/> was called for the pod that has this name now.</summary>
    public bool IsSpokenTo(string name) => _pods.TryGetValue(name, out var entry) && entry.IsSpokenTo;

    /// <summary>Somebody else has asked for its end, which comes within its grace: its lease is over now.</summary>
    public void NoteLeaving(PodView pod)
    {
        if (_pods.TryGetValue(pod.Name, out var entry))
        {
            entry.Gone.TrySetResult(whyDeleted(pod));
        }
    }

    /// <summary>A pod was added or changed.</summary>
    public void Put(PodView pod)
    {
        if (_pods.TryGetValue(pod.Name, out var before) && before.View.Uid != pod.Uid)
        {
            Remove(before.View); // somebody has made another under its name
        }

        _pods.GetOrAdd(pod.Name, _ => new(pod)).Change(pod);
    }

    /// <summary>A pod is no more.</summary>
    public void Remove(PodView pod)
    {
        if (_pods.TryGetValue(pod.Name, out var entry) && entry.View.Uid == pod.Uid && _pods.TryRemove(pod.Name, out _))
        {
            entry.Gone.TrySetResult(pod.End?.Gone ?? whyDeleted(pod));
            entry.Change(pod with { IsLeaving = true, RunningAt = null });
        }
    }

    /// <summary>All pods there are, as of when the listing began: what was made since is not missing.</summary>
    public void Replace(IReadOnlyCollection<PodView> pods, IReadOnlySet<string> known)
    {
        var there = pods.Select(pod => pod.Uid).ToHashSet();
        foreach (var pod in pods)
        {
            Put(pod);
        }

        foreach (var entry in _pods.Values.Where(entry => known.Contains(entry.View.Uid) && !there.Contains(entry.View.Uid)))
        {
            Remove(entry.View);
        }

        _listed.TrySetResult();
    }

    /// <summary>The uids of all that are known now.</summary>
    public IReadOnlySet<string> Uids() => Pods.Select(pod => pod.Uid).ToHashSet();

    /// <summary>Waits until the pod is as the caller needs it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="answer">An answer, or null to wait for its next change. Null comes in for a pod that is not there.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<T> Until<T>(string name, Func<PodView?, T?> answer, CancellationToken cancellation) where T : class
    {
        while (true)
        {
            var entry = _pods.GetValueOrDefault(name);
            var changed = entry?.Changed;
            if (answer(entry?.View) is { } found)
            {
                return found;
            }

            await (changed ?? Listed).WaitAsync(cancellation);
        }
    }

    private sealed class Entry(PodView view)
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _changed = New();

        public PodView View { get; private set; } = view;

        public bool IsSpokenTo { get; set; }

        public TaskCompletionSource<SandboxGone> Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes with the next change after now. Asked for before the view, so that none is missed.</summary>
        public Task Changed
        {
            get
            {
                lock (_lock)
                {
                    return _changed.Task;
                }
            }
        }

        public void Change(PodView view)
        {
            TaskCompletionSource changed;
            lock (_lock)
            {
                View = view;
                (changed, _changed) = (_changed, New());
            }

            changed.SetResult();
            if (view.End is { } end)
            {
                Gone.TrySetResult(end.Gone);
            }
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
