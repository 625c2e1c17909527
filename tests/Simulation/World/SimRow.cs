using Orleans.Storage;

namespace Sandboxes.Simulation;

/// <summary>A grain's row as Orleans hands it in: read before the grain is activated.</summary>
internal sealed class SimRow<T>(IGrainStorage storage, string name, GrainId grain) : IPersistentState<T> where T : class, new()
{
    private readonly GrainState<T> _stored = new() { State = new() };

    public T State { get => _stored.State!; set => _stored.State = value; }

    public string? Etag => _stored.ETag;

    public bool RecordExists => _stored.RecordExists;

    public async Task ReadStateAsync()
    {
        await storage.ReadStateAsync(name, grain, _stored);
        _stored.State ??= new();
    }

    public Task WriteStateAsync() => storage.WriteStateAsync(name, grain, _stored);

    public Task ClearStateAsync() => throw new NotSupportedException();
}
