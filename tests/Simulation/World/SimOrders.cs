using Sandboxes.Abstractions;

namespace Sandboxes.Simulation;

/// <summary>What operators ordered of every node: nothing.</summary>
internal sealed class SimOrders : INodeOrdersGrain
{
    private static readonly NodeOrders None = new();

    public ValueTask<NodeOrders> Get() => ValueTask.FromResult(None);

    public ValueTask<NodeOrders> Drain(OperatorOrder order) => throw new NotSupportedException();
    public ValueTask<NodeOrders> Undrain() => throw new NotSupportedException();
    public ValueTask<NodeOrders> Pause(string shelf, OperatorOrder order) => throw new NotSupportedException();
    public ValueTask<NodeOrders> Resume(string shelf) => throw new NotSupportedException();
    public ValueTask<NodeOrders> Resize(string shelf, int? minIdle, int? maxIdle) => throw new NotSupportedException();
}
