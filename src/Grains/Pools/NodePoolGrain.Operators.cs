using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class NodePoolGrain
{
    /// <summary>How long the node's orders are waited for before its sandboxes are looked at without.</summary>
    private static readonly TimeSpan OrdersWithin = TimeSpan.FromSeconds(1);

    public ValueTask Obey(NodeOrders orders)
    {
        _pool.Obey(orders, Now, _effects);
        CarryOut();
        PublishNow();
        Nudge();
        return ValueTask.CompletedTask;
    }

    public ValueTask<WaitingPlace?> PlaceOf(LeaseId lease) => ValueTask.FromResult(_pool.PlaceOf(lease));

    public ValueTask<IReadOnlyList<SandboxView>> Sandboxes(string? template, string? after, int most) =>
        ValueTask.FromResult(_pool.Sandboxes(template, after, most, Now));

    public ValueTask<SandboxView?> Destroy(string sandbox, string? reason)
    {
        var destroyed = _pool.Destroy(sandbox, reason, Now, _effects);
        CarryOut();
        Nudge();
        return ValueTask.FromResult(destroyed);
    }

    public ValueTask<SandboxView?> Recycle(string sandbox)
    {
        var recycled = _pool.Recycle(sandbox, Now);
        Nudge();
        return ValueTask.FromResult(recycled);
    }

    /// <summary>Asked for with each listing: an order that this activation was not told of reaches it so. Where they cannot be read the pool goes on with those that it knows.</summary>
    private async Task HearOrders()
    {
        _pool.DivideRefill(_levels.ReadyNodes);
        try
        {
            var orders = await GrainFactory.GetGrain<INodeOrdersGrain>(_node).Get().AsTask().WaitAsync(OrdersWithin, _time);
            if (_pool.IsBehind(orders))
            {
                await Obey(orders);
            }
        }
        catch (Exception failure)
        {
            LogFault("the node's orders", failure);
        }
    }
}
