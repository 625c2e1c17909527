using Orleans.Storage;

namespace Sandboxes.Grains;

/// <summary>Rows of grains that read and write them when they want to, and not before they are activated. Any exception: it could not be read; or whether it is stored is unknown.</summary>
internal static class StoredRows
{
    /// <summary>As it is stored; a new one where nothing is.</summary>
    public static async Task<GrainState<T>> Read<T>(this IGrainStorage storage, string name, GrainId id) where T : new()
    {
        var read = new GrainState<T> { State = new() };
        await storage.ReadStateAsync(name, id, read);
        read.State ??= new();
        return read;
    }

    /// <summary>Over what was read, and over nothing else.</summary>
    /// <exception cref="InconsistentStateException">Something else was written meanwhile.</exception>
    public static async Task<GrainState<T>> Write<T>(this IGrainStorage storage, string name, GrainId id, GrainState<T> read, T row)
    {
        var written = new GrainState<T> { State = row, ETag = read.ETag, RecordExists = read.RecordExists };
        await storage.WriteStateAsync(name, id, written);
        return written;
    }
}
