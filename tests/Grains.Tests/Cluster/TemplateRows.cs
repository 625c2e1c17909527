using System.Globalization;
using Orleans.Storage;
using Sandboxes.Abstractions;

namespace Sandboxes.GrainTests.Cluster;

/// <summary>The row of the templates, which all silos of a test share.</summary>
public sealed class TemplateRows : IGrainStorage
{
    private readonly Lock _lock = new();
    private TemplateRow? _row;
    private long _version;

    /// <summary>Writes that fail from now on.</summary>
    public int FailWrites { get; set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_lock)
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = _row is null ? (grainState.State, null, false) : ((T)(object)_row, Text(_version), true);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_lock)
        {
            if (FailWrites > 0)
            {
                FailWrites--;
                throw new StorageUnavailableException("The storage was told to fail.");
            }

            if (grainState.ETag != (_row is null ? null : Text(_version)))
            {
                throw new InconsistentStateException("The row of the templates was written by somebody else.");
            }

            (_row, _version) = ((TemplateRow)(object)grainState.State!, _version + 1);
            (grainState.ETag, grainState.RecordExists) = (Text(_version), true);
        }

        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException("Templates are never cleared.");

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);
}
