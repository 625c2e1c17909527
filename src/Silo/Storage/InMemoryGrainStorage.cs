using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Storage;

namespace Sandboxes.Silo.Storage;

/// <summary>
/// Rows in this process's memory: no grain call, no copy, no serialization. States must therefore be immutable. Rows that <paramref name="endOf"/> gives a time
/// for are forgotten: after <paramref name="remember"/>, and the oldest of them beyond <paramref name="mostEnded"/>.
/// </summary>
internal sealed class InMemoryGrainStorage(TimeProvider time, Func<object, DateTimeOffset?> endOf, TimeSpan remember, int mostEnded) : IGrainStorage
{
    private readonly ConcurrentDictionary<GrainId, Row> _rows = new();
    private readonly ConcurrentQueue<Ended> _ended = new();
    private long _lastETag;

    public IEnumerable<KeyValuePair<GrainId, object>> Rows => _rows.Select(row => KeyValuePair.Create(row.Key, row.Value.State));

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_rows.TryGetValue(grainId, out var row))
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = ((T)row.State, row.ETag, true);
        }
        else
        {
            (grainState.ETag, grainState.RecordExists) = (null, false);
        }

        return Task.CompletedTask;
    }

    /// <summary>A row that was forgotten is as good as one that was never written.</summary>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = new Row(grainState.State!, Interlocked.Increment(ref _lastETag).ToString(CultureInfo.InvariantCulture));
        if (!TryWrite(grainId, row, grainState.ETag))
        {
            throw new InconsistentStateException($"The row of {grainId} was written by another activation.", "unknown", grainState.ETag ?? "none");
        }

        (grainState.ETag, grainState.RecordExists) = (row.ETag, true);
        if (endOf(row.State) is { } end)
        {
            _ended.Enqueue(new(grainId, row, end));
        }

        Forget();
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _rows.TryRemove(grainId, out _);
        (grainState.ETag, grainState.RecordExists) = (null, false);
        return Task.CompletedTask;
    }

    private bool TryWrite(GrainId id, Row row, string? expected) => _rows.TryGetValue(id, out var current)
        ? current.ETag == expected && _rows.TryUpdate(id, row, current)
        : _rows.TryAdd(id, row);

    /// <summary>Takes off what is due at the head of the queue. A row that was written again since is another row, and stays.</summary>
    private void Forget()
    {
        while (_ended.TryPeek(out var oldest) && (_ended.Count > mostEnded || time.GetUtcNow() - oldest.At >= remember))
        {
            if (_ended.TryDequeue(out var ended))
            {
                _rows.TryRemove(KeyValuePair.Create(ended.Id, ended.Row));
            }
        }
    }

    /// <summary>Compared by reference, so that a row stands for one write.</summary>
    private sealed class Row(object state, string eTag)
    {
        public object State { get; } = state;

        public string ETag { get; } = eTag;
    }

    private sealed record Ended(GrainId Id, Row Row, DateTimeOffset At);
}
