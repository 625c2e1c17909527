namespace Sandboxes.Abstractions;

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
