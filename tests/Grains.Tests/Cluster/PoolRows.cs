using Orleans.Storage;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Cluster;

/// <summary>What pools remember, in a storage that can be broken in the ways that a database breaks.</summary>
public sealed class PoolRows : IGrainStorage
{
    private readonly Lock _lock = new();
    private readonly Dictionary<GrainId, PoolRow> _rows = [];
    private int _writes;
    private int _reads;

    public bool Broken { get; set; }

    /// <summary>Nothing is ever answered.</summary>
    public bool Hangs { get; set; }

    public int Writes => _writes;

    public int Reads => _reads;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_lock)
        {
            _reads++;
            if (!Broken && !Hangs && _rows.TryGetValue(grainId, out var row))
            {
                (grainState.State, grainState.RecordExists) = ((T)(object)row, true);
            }
        }

        return Answer();
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_lock)
        {
            _writes++;
            if (!Broken && !Hangs)
            {
                (_rows[grainId], grainState.RecordExists) = ((PoolRow)(object)grainState.State!, true);
            }
        }

        return Answer();
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException("What a pool remembers is never cleared.");

    private Task Answer() => Hangs ? new TaskCompletionSource().Task : Broken ? throw new InvalidOperationException("broken") : Task.CompletedTask;
}
