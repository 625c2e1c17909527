using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Cluster;

public sealed class StorageTests
{
    [Fact]
    public async Task Open_RowCannotBeWritten_IsRefusedAndTheSandboxIsEnded()
    {
        var storage = new BrokenStorage { Broken = true };
        await using var cluster = await SandboxCluster.Start(silo => silo.Services.AddGrainStorage(SessionStorage.Name, (_, _) => storage), []);
        await cluster.Until(async () => (await cluster.Shelf()).Idle == 2);
        var before = await cluster.Sandboxes();

        Assert.Equal(RefusalCode.StorageUnavailable, (await cluster.Open("alice")).Refusal!.Code);

        await cluster.Until(async () => (await cluster.Sandboxes()).Intersect(before).Count() == 1);
        storage.Broken = false;
        await cluster.Until(async () => (await cluster.Open("alice")).Value is { Created: true });
    }

    /// <summary>Remembers nothing, and fails to write when told.</summary>
    private sealed class BrokenStorage : IGrainStorage
    {
        public bool Broken { get; set; }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            Broken ? throw new IOException("The disk is full.") : Task.CompletedTask;

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
    }
}
