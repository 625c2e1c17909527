using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>
/// What an acknowledged order is worth. The orders' grain stores it and then tells the pool, and a pool that cannot be told asks with each of its listings. So it binds an activation of the pool from the moment that this one was told
/// or has asked, and any other as soon as that can ask; a lease that it gave before stays that lease's.
/// </summary>
internal sealed partial class SafetyChecks
{
    /// <summary>From the answer to a drain, when nothing goes wrong, until nothing idle is left on its node.</summary>
    public static readonly TimeSpan DrainedWithin = TimeSpan.FromSeconds(35);

    /// <summary>A pool waits no longer than this for orders that it asks for.</summary>
    private static readonly TimeSpan OrdersWithin = TimeSpan.FromSeconds(1);

    private readonly Dictionary<object, NodeOrders> _obeyed = [];
    private readonly HashSet<(object Pool, string Sandbox)> _replaced = [];
    private readonly HashSet<(object Pool, string Lease)> _chosen = [];

    public TimeSpan Now => world.Now;

    /// <summary>A pool was told.</summary>
    public void Obeyed(object pool, NodeOrders orders)
    {
        if (!_obeyed.TryGetValue(pool, out var before) || orders.Version > before.Version)
        {
            _obeyed[pool] = orders;
        }
    }

    /// <summary>A pool asked, and was answered.</summary>
    public void Heard(Activation? pool, NodeOrders orders, TimeSpan after)
    {
        if (pool is not null && after < OrdersWithin)
        {
            Obeyed(pool.Grain, orders);
        }
    }

    /// <summary>A pool was told to replace it: one that a lease holds is for no other lease.</summary>
    public void Recycled(object pool, SandboxView? sandbox)
    {
        if (sandbox is { Phase: "bound" or "wiping" })
        {
            _replaced.Add((pool, sandbox.Id.Name));
        }
    }

    /// <summary>The same order was given twice, and both were answered, one after the other; nobody else gives orders.</summary>
    public void Ordered(string node, string what, NodeOrders first, NodeOrders second)
    {
        if (second.Version != first.Version)
        {
            Violated("ordered-twice", $"{what} of {node} came to version {first.Version} of its orders, and again to {second.Version}.");
        }

        if (world.Rows.Others.GetValueOrDefault(("node-orders", node)).Row is NodeOrders stored && stored.Version != second.Version)
        {
            Violated("order-not-stored", $"{what} of {node} was answered with version {second.Version} of its orders, and {stored.Version} is stored.");
        }
    }

    /// <summary>A node that was drained for long enough while nothing went wrong: whatever is there is held by a lease, or its start was not answered while things went wrong.</summary>
    public void Drained(SimNode node)
    {
        var pool = world.Cluster.Activations.Single(activation => activation.IsAlive && activation.Key == new GrainKey(GrainKind.Pool, node.Name));
        var known = Internals.Sandboxes(Internals.Rules((NodePoolGrain)pool.Grain));
        foreach (var sandbox in node.Sandboxes.Values)
        {
            if (sandbox.Latch is null or { Phase: LatchPhase.Idle } && known.GetValueOrDefault(sandbox.Id.Name) is not { Phase: SandboxPhase.Starting })
            {
                Violated("idle-after-drain", $"{sandbox.Id.Name} stands idle on {node.Name}, which was drained {DrainedWithin.TotalSeconds:0} s ago.");
            }
        }
    }

    /// <summary>Whatever comes late: a pool follows the latest orders that it was told of.</summary>
    private void SweepOrders(Activation activation, Pool pool)
    {
        if (_obeyed.TryGetValue(activation.Grain, out var orders) && pool.DrainOrder != orders.Drain)
        {
            Violated("older-orders", $"The pool of {activation.Key.Name} was told of version {orders.Version} of its orders, and follows another.");
        }
    }

    /// <summary>Nothing is newly leased by a pool that knows of a drain, and no sandbox twice that it was told to replace.</summary>
    private void RequireOpen(Activation pool, SimSandbox sandbox, LeaseId lease)
    {
        if (!_chosen.Add((pool.Grain, lease.Value)))
        {
            return;
        }

        if (_obeyed.GetValueOrDefault(pool.Grain) is { Drain: not null } orders)
        {
            Violated("leased-from-drained", $"{sandbox.Id.Name} of {sandbox.Node.Name} was chosen for {world.Story.Lease(lease.Value)} by a pool that was told of the drain (version {orders.Version}).");
        }

        if (_replaced.Contains((pool.Grain, sandbox.Id.Name)))
        {
            Violated("replaced-used-again", $"{sandbox.Id.Name} was to be replaced and was chosen for {world.Story.Lease(lease.Value)}.");
        }
    }

    private void RequireNotPaused(Activation pool, string sandbox, TemplateSpec template)
    {
        if (_obeyed.GetValueOrDefault(pool.Grain) is { } orders && orders.Shelves.GetValueOrDefault(NodeOrders.ShelfName(template.Scope, template.Name)) is { Paused: not null })
        {
            Violated("refill-of-paused", $"{sandbox} of {template.Scope}/{template.Name} is made by a pool that was told of the pause (version {orders.Version}).");
        }

        if (_obeyed.GetValueOrDefault(pool.Grain) is { Drain: not null } drained)
        {
            Violated("refill-of-drained", $"{sandbox} of {template.Scope}/{template.Name} is made by a pool that was told of the drain (version {drained.Version}).");
        }
    }
}
