using System.Collections.Concurrent;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>
/// Knows of each scope whether its namespace is whole, looks again from time to time, and at once where there is doubt. No pod is made in one that is not whole.
/// </summary>
/// <param name="ensure">Makes a scope's namespace whole: null, or what it lacks.</param>
/// <param name="options">How often to look.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of what cannot be mended, once for each reason.</param>
internal sealed partial class NamespaceKeeper(Func<string, CancellationToken, Task<string?>> ensure, NamespaceOptions options, TimeProvider time, ILogger<NamespaceKeeper> logger)
{
    /// <summary>The longest that making one whole may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Between two looks that somebody's doubt or wish asks for.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>What came into doubt while it was looked at is looked at again, at most so often in a row.</summary>
    private const int Rounds = 3;
    private const string Changing = "The namespace changes faster than it can be looked at.";

    /// <summary>Between the scopes of a round, so that many of them do not flood the API server: a look is nine requests.</summary>
    private static readonly TimeSpan BetweenScopes = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, Kept> _scopes = new();

    /// <summary>Null where the namespace of a scope is whole, after making it so where needed; else a sentence that says why it is not.</summary>
    public async ValueTask<string?> Ready(string scope, CancellationToken cancellation)
    {
        var kept = _scopes.GetOrAdd(scope, _ => new Kept());
        return kept.IsWhole ? null : await Look(scope, kept, hurry: false).WaitAsync(cancellation);
    }

    /// <summary>
    /// Something says that it is not whole any more: a pod was refused, an object vanished. It is looked at again, at once or a second after the last time, and whoever wants a pod waits for that.
    /// </summary>
    public void Doubt(string scope)
    {
        if (_scopes.TryGetValue(scope, out var kept))
        {
            lock (kept)
            {
                (kept.IsWhole, kept.Doubts) = (false, kept.Doubts + 1);
            }

            _ = Look(scope, kept, hurry: false);
        }
    }

    /// <summary>The scopes that it was asked for or told of.</summary>
    public IEnumerable<string> Scopes => _scopes.Keys;

    /// <summary>What keeps pods from being made, a sentence for each scope that is not whole.</summary>
    public IEnumerable<string> Problems() => _scopes.IsEmpty
        ? ["No namespace has been looked at yet."]
        : _scopes.Where(scope => !scope.Value.IsWhole).Select(scope => scope.Value.Problem ?? $"The namespace of scope {scope.Key} is being looked at.");

    /// <summary>Looks again and again, one scope after the other, until it is cancelled.</summary>
    /// <param name="known">Scopes that will be needed; others are known from their first pod on.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task Run(IEnumerable<string> known, CancellationToken cancellation)
    {
        foreach (var scope in known)
        {
            _scopes.TryAdd(scope, new Kept());
        }

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.CheckSeconds), time);
        do
        {
            foreach (var (scope, kept) in _scopes)
            {
                await Look(scope, kept, hurry: true).WaitAsync(cancellation);
                await Task.Delay(BetweenScopes, time, cancellation);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    private Task<string?> Look(string scope, Kept kept, bool hurry)
    {
        lock (kept)
        {
            if (kept.Looking is { IsCompleted: false } running)
            {
                return running;
            }

            var pause = hurry || kept.LookedAt is not { } last ? TimeSpan.Zero : Pause - time.GetElapsedTime(last);
            return pause > TimeSpan.Zero && kept.Problem is not null ? Task.FromResult<string?>(kept.Problem) : kept.Looking = LookNow(scope, kept, pause);
        }
    }

    // Not under the caller's cancellation: others may wait for the same look. It never throws.
    private async Task<string?> LookNow(string scope, Kept kept, TimeSpan pause)
    {
        await Task.Yield();
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, time);
        }

        var before = kept.Problem;
        string? problem = Changing;
        for (var round = 1; problem == Changing && round <= Rounds; round++)
        {
            var doubts = kept.Doubts;
            problem = await Outcome(scope) ?? (kept.Doubts == doubts ? null : Changing);
        }

        Note(kept, problem);
        if (problem is not null && problem != before)
        {
            LogProblem(scope, problem);
        }
        else if (problem is null && before is not null)
        {
            LogWhole(scope);
        }

        return problem;
    }

    private void Note(Kept kept, string? problem)
    {
        lock (kept)
        {
            (kept.Problem, kept.LookedAt, kept.IsWhole) = (problem, time.GetTimestamp(), problem is null);
        }
    }

    private async Task<string?> Outcome(string scope)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            return await ensure(scope, patience.Token);
        }
        catch (OperationCanceledException)
        {
            return $"The API server did not answer within {Patience.TotalSeconds:0} s.";
        }
        catch (Exception fault)
        {
            return ApiFaults.Sentence(fault);
        }
    }

    /// <summary>What is known of one scope.</summary>
    private sealed class Kept
    {
        private volatile bool _isWhole;
        private int _doubts;

        public bool IsWhole
        {
            get => _isWhole;
            set => _isWhole = value;
        }

        /// <summary>How often it came into doubt.</summary>
        public int Doubts
        {
            get => Volatile.Read(ref _doubts);
            set => Volatile.Write(ref _doubts, value);
        }

        public string? Problem { get; set; }

        public long? LookedAt { get; set; }

        public Task<string?>? Looking { get; set; }
    }
}
