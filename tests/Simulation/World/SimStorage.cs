using Orleans.Storage;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>The rows, whoever wrote them.</summary>
internal sealed class SimRows
{
    public Dictionary<string, (SessionRow Row, int Version)> Rows { get; } = [];

    /// <summary>What is not a session's, by its kind and its grain.</summary>
    public Dictionary<(string Kind, string Key), (object Row, int Version)> Others { get; } = [];

    public (object? Row, int Version) Find<T>(string kind, string key) => typeof(T) == typeof(SessionRow) ? Rows.GetValueOrDefault(key) : Others.GetValueOrDefault((kind, key));

    public void Put(string kind, string key, object row, int version)
    {
        if (row is SessionRow session)
        {
            Rows[key] = (session, version);
        }
        else
        {
            Others[(kind, key)] = (row, version);
        }
    }

    public bool IsDown { get; set; }
}

/// <summary>The storage as one silo reaches it: slow, failing, failing after the effect, or doing later what it said it did not.</summary>
internal sealed class SimStorage(World world, SimSilo silo) : IGrainStorage, IStorageHealth
{
    public bool IsDown { get; private set; }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Reach();
        Require(Fault.ReadFails);
        var (row, version) = world.Rows.Find<T>(stateName, grainId.Key.ToString()!);
        grainState.State = (T)row!;
        (grainState.ETag, grainState.RecordExists) = (row is null ? null! : $"{version}", row is not null);
        await Reach();
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Reach();
        Require(Fault.WriteFails);
        var (key, row, etag) = (grainId.Key.ToString()!, grainState.State!, grainState.ETag);
        if (world.Faults.Hits(Fault.WriteLate))
        {
            _ = Land(stateName, key, row, etag, world.Draw.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(20)));
            await world.Kernel.Pause(TimeSpan.FromSeconds(5));
            throw new StorageUnavailableException("It did not answer in time.");
        }

        var version = Store(stateName, key, row, etag);
        if (world.Faults.Hits(Fault.WriteAnswerLost))
        {
            throw new StorageUnavailableException("Whether it was written is unknown.");
        }

        await Reach();
        (grainState.ETag, grainState.RecordExists) = ($"{version}", true);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    /// <summary>It stands in a buffer on the way when its writer gives up.</summary>
    private async Task Land<T>(string kind, string key, T row, string? etag, TimeSpan after)
    {
        await world.Kernel.Pause(after);
        try
        {
            Store(kind, key, row, etag);
            world.Story.Tell($"a row of {key} lands late");
        }
        catch (InconsistentStateException)
        {
            // Somebody else wrote meanwhile, so it is nobody's.
        }
    }

    private int Store<T>(string kind, string key, T row, string? etag)
    {
        var (before, version) = world.Rows.Find<T>(kind, key);
        var isCurrent = before is null ? etag is null : etag == $"{version}";
        if (!isCurrent && world.Planted != Planted.NoVersions)
        {
            throw new InconsistentStateException("Somebody else wrote.", before is null ? "none" : $"{version}", etag ?? "none");
        }

        world.Rows.Put(kind, key, row!, version + 1);
        world.Checks.Stored(key, before, row!);
        return version + 1;
    }

    private async Task Reach()
    {
        await world.Kernel.Pause(world.Faults.Hits(Fault.StorageSlow)
            ? world.Draw.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(8))
            : TimeSpan.FromMicroseconds(world.Draw.Between(300, 3_000)));
        if (!silo.IsAlive)
        {
            await new TaskCompletionSource().Task;
        }
    }

    private void Require(Fault fault)
    {
        IsDown = world.Rows.IsDown;
        if (IsDown || world.Faults.Hits(fault))
        {
            throw new StorageUnavailableException("It does not answer.");
        }
    }

    /// <summary>The silo's own look at it, once a second.</summary>
    public void Look() => IsDown = world.Rows.IsDown;
}
