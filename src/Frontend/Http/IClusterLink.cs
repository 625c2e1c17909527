namespace Sandboxes.Frontend;

/// <summary>Whether the cluster can be asked at all: a frontend that runs apart listens before it has found a silo.</summary>
public interface IClusterLink
{
    /// <summary>Completes when the first silo was found.</summary>
    Task Up { get; }
}

/// <summary>The silo is in this process.</summary>
internal sealed class SameProcess : IClusterLink
{
    public Task Up => Task.CompletedTask;
}
