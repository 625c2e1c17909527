using Orleans.Storage;

namespace Sandboxes.Simulation;

/// <summary>What pools remember of the times of day: nothing, for a world lasts minutes.</summary>
internal sealed class SimNoMemory : IGrainStorage
{
    public static readonly SimNoMemory Instance = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
}
