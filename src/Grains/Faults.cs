using Orleans.Serialization;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>Which exceptions are faults of the cluster that pass.</summary>
public static class Faults
{
    /// <summary>A call to another grain that did not come through, and may the next time. Whether it was done is unknown. One that its caller did not cancel was cancelled by a silo that ended;
    /// an exception that cannot be sent is the database driver's, of a directory whose silo is cut off from the database.</summary>
    public static bool Pass(Exception failure) =>
        failure is TimeoutException or OrleansException or NodeAwayException or StorageUnavailableException or OperationCanceledException or CodecNotFoundException;
}
