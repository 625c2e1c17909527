namespace Sandboxes.Grains;

public static class PoolStorage
{
    /// <summary>The name of the storage that what a pool remembers goes to.</summary>
    public const string Name = "pools";
}

/// <summary>What the pool of a node remembers of the times of day, by the name of the shelf: the stored row.</summary>
public sealed record PoolRow
{
    public IReadOnlyDictionary<string, byte[]> Days { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Nothing has to be written where it is the same.</summary>
    public bool SaysTheSameAs(PoolRow other) => Days.Count == other.Days.Count && Days.All(shelf => other.Days.TryGetValue(shelf.Key, out var days) && days.AsSpan().SequenceEqual(shelf.Value));
}
