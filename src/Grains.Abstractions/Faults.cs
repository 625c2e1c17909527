using Orleans.Serialization;

namespace Sandboxes.Abstractions;

/// <summary>Calls between grains.</summary>
public static class GrainCalls
{
    /// <summary>
    /// A call that did not come through, and may the next time; whether it was done is unknown. One that its caller did not cancel was cancelled by a silo that ended. An exception that
    /// cannot be sent is the database driver's, of a directory whose silo is cut off from the database.
    /// </summary>
    public static bool MayPass(Exception failure) =>
        failure is TimeoutException or OrleansException or NodeAwayException or OperationCanceledException or CodecNotFoundException;
}

/// <summary>
/// The node's pool and sandboxes can be reached only by the silo of its name, and no such silo is active now. Passes when that silo is back; whether what was
/// asked for on the way was done is not in doubt: it was not.
/// </summary>
[GenerateSerializer]
public sealed class NodeAwayException : Exception
{
    public NodeAwayException(string node) : base($"Node \"{node}\" is away: no silo of that name is active.") => Node = node;

    [Id(0)] public string Node { get; }
}

/// <summary>The storage did not answer, or takes no rows: whether what was asked of it was done is unknown. Passes; try again.</summary>
[GenerateSerializer]
public sealed class StorageUnavailableException : Exception
{
    public StorageUnavailableException(string message) : base(message) { }
    public StorageUnavailableException(string message, Exception inner) : base(message, inner) { }
}
