using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What a pool tells every silo of its node: that it is there, whether it takes leases, and the levels of its shelves.</summary>
[GenerateSerializer, Immutable]
public sealed record NodeReport([property: Id(0)] NodeView Node, [property: Id(1)] IReadOnlyList<PoolView> Pools)
{
    public bool SaysTheSameAs(NodeReport other) =>
        Node with { Containment = other.Node.Containment } == other.Node && Pools.SequenceEqual(other.Pools);
}
