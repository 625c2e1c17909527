namespace Sandboxes.Grains;

internal sealed partial class PooledSandbox
{
    /// <summary>The organization whose lease holds it, or held it last.</summary>
    public string? Holder { get; set; }

    /// <summary>An operator wants it replaced: it is not used again after the lease that it has.</summary>
    public bool IsCondemned { get; set; }

    /// <summary>Its place among its shelf's creations.</summary>
    public LinkedListNode<PooledSandbox> StartingNode => field ??= new(this);
}
