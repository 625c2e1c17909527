namespace Sandboxes.Grains;

public static class SessionStorage
{
    /// <summary>The name of the storage that the rows of sessions go to.</summary>
    public const string Name = "sessions";
}

/// <summary>What is known of the storage without asking it, so that nobody leases a sandbox for a row that cannot be written.</summary>
public interface IStorageHealth
{
    /// <summary>The last that was heard of the storage is that it does not take rows.</summary>
    bool IsDown { get; }
}
