using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Storage;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Cluster;

/// <summary>One storage for all silos of a test, which can be broken in the ways that a database breaks.</summary>
public sealed class SharedStorage : IGrainStorage, ISessionList, IStorageHealth
{
    private readonly ConcurrentDictionary<GrainId, (SessionRow Row, long Version)> _rows = new();
    private readonly Lock _lock = new();
    private long _version;
    private int _loseAnswers;
    private int _reads;

    /// <summary>Rows that were asked for.</summary>
    public int Reads => _reads;

    /// <summary>Where the row of the templates is.</summary>
    public TemplateRows Templates { get; } = new();

    /// <summary>Neither reads nor writes are answered.</summary>
    public bool Broken { get; set; }

    /// <summary>Broken, and known to be: what a health check has noticed.</summary>
    public bool IsDown { get; set; }

    /// <summary>Writes that are done and whose answer is lost.</summary>
    public int LoseAnswers { get => _loseAnswers; set => _loseAnswers = value; }

    /// <summary>Awaited by every write before it is done, with the row.</summary>
    public Func<SessionRow, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    public SessionRow? Row(string id) =>
        _rows.Where(row => row.Key.Key.ToString() == $"default/{id}").Select(row => row.Value.Row).SingleOrDefault();

    /// <summary>As if another silo had written it.</summary>
    public void Put(string id, SessionRow row)
    {
        lock (_lock)
        {
            _rows[_rows.Keys.FirstOrDefault(key => key.Key.ToString() == $"default/{id}", GrainId.Create("session", $"default/{id}"))] = (row, ++_version);
        }
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Yield();
        Interlocked.Increment(ref _reads);
        ThrowIfBroken();
        if (_rows.TryGetValue(grainId, out var row))
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = ((T)(object)row.Row, Text(row.Version), true);
        }
        else
        {
            (grainState.ETag, grainState.RecordExists) = (null, false);
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = (SessionRow)(object)grainState.State!;
        await BeforeWrite(row);
        await Task.Yield();
        ThrowIfBroken();
        (grainState.ETag, grainState.RecordExists) = (Write(grainId, row, grainState.ETag), true);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException("Sessions are never cleared.");

    public ValueTask<SessionPage> Page(string organization, SessionState? state, string? template, string? afterId, int most) => throw new NotSupportedException("No test lists.");

    public ValueTask<IReadOnlyList<string>> Nodes()
    {
        ThrowIfBroken();
        return ValueTask.FromResult<IReadOnlyList<string>>([.. Leases().Select(lease => lease.Sandbox.Node).Distinct().Order(StringComparer.Ordinal)]);
    }

    public ValueTask<IReadOnlyList<StoredLease>> OnNode(string node, SessionId? after, int most)
    {
        ThrowIfBroken();
        return ValueTask.FromResult<IReadOnlyList<StoredLease>>(
            [.. Leases()
                .Where(lease => lease.Sandbox.Node == node && (after is null || string.CompareOrdinal(lease.Session.ToString(), after.ToString()) > 0))
                .OrderBy(lease => lease.Session.ToString(), StringComparer.Ordinal)
                .Take(most)]);
    }

    private IEnumerable<StoredLease> Leases() => _rows
        .Where(row => row.Value.Row.IsActive)
        .Select(row => new StoredLease(SessionId.Parse(row.Key.Key.ToString()!), row.Value.Row.Lease, row.Value.Row.Sandbox, row.Value.Row.ExpiresAt));

    private string Write(GrainId id, SessionRow row, string? expected)
    {
        lock (_lock)
        {
            var current = _rows.TryGetValue(id, out var stored) ? Text(stored.Version) : null;
            if (current != expected)
            {
                throw new InconsistentStateException($"The row of {id} was written by somebody else.", current ?? "none", expected ?? "none");
            }

            _rows[id] = (row, ++_version);
            return _loseAnswers-- > 0 ? throw new StorageUnavailableException("The answer was lost.") : Text(_version);
        }
    }

    private void ThrowIfBroken()
    {
        if (Broken)
        {
            throw new StorageUnavailableException("The storage was told to be broken.");
        }
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);
}
