using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>
/// Keeps the orders of one node: writes first, then tells the pool. An activation that could not read or write its row leaves, so that the next one reads what is stored. While silos do not see each other there may be two of it: each order
/// begins with what is stored, and what the other one stored is found also where nobody orders anything.
/// </summary>
internal sealed partial class NodeOrdersGrain([FromKeyedServices(OperatorStorage.Name)] IGrainStorage storage, TimeProvider time, ILogger<NodeOrdersGrain> logger) : Grain, INodeOrdersGrain
{
    private const string StateName = "node-orders";

    /// <summary>How long a pool is waited for: one on a frozen node must not keep the operator waiting.</summary>
    private static readonly TimeSpan ToldWithin = TimeSpan.FromSeconds(2);

    /// <summary>How old what pools are told may be.</summary>
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(30);

    private GrainState<NodeOrders>? _stored;
    private long _readAt;

    /// <summary>What is known holds where it cannot be read again.</summary>
    public async ValueTask<NodeOrders> Get()
    {
        if (_stored is null)
        {
            await OrLeave(Read);
        }
        else if (time.GetElapsedTime(_readAt) >= ReadAgainAfter)
        {
            await ReadAgain();
        }

        return _stored!.State!;
    }

    public ValueTask<NodeOrders> Drain(OperatorOrder order) => Change(orders => orders with { Drain = orders.Drain ?? order });

    public ValueTask<NodeOrders> Undrain() => Change(orders => orders with { Drain = null });

    public ValueTask<NodeOrders> Pause(string shelf, OperatorOrder order) => Change(orders => orders.With(shelf, of => of with { Paused = of.Paused ?? order }));

    public ValueTask<NodeOrders> Resume(string shelf) => Change(orders => orders.With(shelf, of => of with { Paused = null }));

    public ValueTask<NodeOrders> Resize(string shelf, int? minIdle, int? maxIdle) => Change(orders => orders.With(shelf, of => of with { MinIdle = minIdle, MaxIdle = maxIdle }));

    /// <summary>The pool is told also where nothing changed: it may have missed it.</summary>
    private async ValueTask<NodeOrders> Change(Func<NodeOrders, NodeOrders> change)
    {
        await OrLeave(Read);
        var before = _stored!.State!;
        var after = change(before);
        if (!after.SaysTheSameAs(before))
        {
            after = after with { Version = before.Version + 1 };
            await Write(after);
        }

        await Tell(after);
        return after;
    }

    /// <summary>Pools may ask meanwhile, so what was read before the last write is no news.</summary>
    private async Task Read()
    {
        _readAt = time.GetTimestamp();
        var read = await storage.Read<NodeOrders>(StateName, GrainContext.GrainId);
        _stored = _stored is { } known && known.State!.Version > read.State!.Version ? known : read;
    }

    private async Task ReadAgain()
    {
        try
        {
            await Read();
        }
        catch (Exception failure)
        {
            LogStorage(this.GetPrimaryKeyString(), failure);
        }
    }

    private Task Write(NodeOrders orders) =>
        OrLeave(async () => _stored = await storage.Write(StateName, GrainContext.GrainId, _stored!, orders));

    /// <summary>Whether a write that failed is stored is unknown, and what the storage throws may have no form that can be sent.</summary>
    private async Task OrLeave(Func<Task> access)
    {
        try
        {
            await access();
        }
        catch (Exception failure)
        {
            LogStorage(this.GetPrimaryKeyString(), failure);
            DeactivateOnIdle();
            throw new StorageUnavailableException("The orders of the node could not be stored or read. Try again.");
        }
    }

    /// <summary>A pool that is not there asks when it is.</summary>
    private async Task Tell(NodeOrders orders)
    {
        try
        {
            await GrainFactory.GetGrain<INodePoolGrain>(this.GetPrimaryKeyString()).Obey(orders).AsTask().WaitAsync(ToldWithin, time);
        }
        catch (Exception failure) when (Faults.Pass(failure))
        {
            LogNotTold(this.GetPrimaryKeyString(), failure.Message);
        }
    }

    [LoggerMessage(511, LogLevel.Error, "The orders of node {Node} could not be stored or read")]
    private partial void LogStorage(string node, Exception failure);

    [LoggerMessage(512, LogLevel.Warning, "The pool of node {Node} was not told of its orders and will ask for them: {Why}")]
    private partial void LogNotTold(string node, string why);
}
