using Orleans.Concurrency;

namespace Sandboxes.Abstractions;

/// <summary>
/// What operators ordered for a node: the stored row, which outlives the node's pool. Keyed by node. Every change is written before it is answered, then told to the pool; a pool
/// that was not reached asks for itself. All of it may be repeated: what is ordered already stays as it was ordered first.
/// </summary>
[Alias("node-orders")]
public interface INodeOrdersGrain : IGrainWithStringKey
{
    [AlwaysInterleave]
    ValueTask<NodeOrders> Get();

    ValueTask<NodeOrders> Drain(OperatorOrder order);

    ValueTask<NodeOrders> Undrain();

    /// <param name="shelf">As <see cref="NodeOrders.ShelfName"/>.</param>
    /// <param name="order">Who, when and why.</param>
    ValueTask<NodeOrders> Pause(string shelf, OperatorOrder order);

    ValueTask<NodeOrders> Resume(string shelf);

    /// <summary>Nulls are what the template says.</summary>
    ValueTask<NodeOrders> Resize(string shelf, int? minIdle, int? maxIdle);
}
