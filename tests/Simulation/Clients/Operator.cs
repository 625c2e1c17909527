using Sandboxes.Abstractions;

namespace Sandboxes.Simulation;

/// <summary>
/// Gives orders, each of them twice one after the other: drains and pauses for a while, other amounts, sandboxes destroyed and replaced, sessions released by force. Once faults are over it takes all orders back, and then has one node
/// drained once more, to see how long that takes when nothing goes wrong.
/// </summary>
internal sealed class Operator
{
    /// <summary>By then what went wrong before has passed.</summary>
    private static readonly TimeSpan PassedAfter = TimeSpan.FromSeconds(45);

    private readonly World _world;
    private readonly Chance _draw;
    private readonly Persistent _calls;

    public Operator(World world)
    {
        (_world, _draw) = (world, new(world.Scenario.Seed, 5));
        _calls = new(world, _draw);
    }

    private OperatorOrder Order => new("because", "operator", SimTime.DateAt(_world.Now));

    public async Task Live()
    {
        while (!_world.Faults.IsOver)
        {
            await _world.Kernel.Pause(_draw.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15)));
            await Act(_world.Nodes[_draw.Below(_world.Nodes.Count)].Name, Shelf(), _draw.Below(100), _draw.Between(0, 3));
        }

        foreach (var node in _world.Nodes)
        {
            await TakeBack(node.Name);
        }

        await _world.Kernel.Pause(PassedAfter);
        await Drill(_world.Nodes[_draw.Below(_world.Nodes.Count)]);
    }

    private string Shelf()
    {
        var template = _world.Topology.Deployed[_draw.Below(_world.Topology.Deployed.Count)].Name;
        return NodeOrders.ShelfName(_world.Scopes.All[_draw.Below(_world.Scopes.All.Count)], template);
    }

    private Task Act(string node, string shelf, int what, int amount) => what switch
    {
        < 12 => Twice(node, "drain", orders => orders.Drain(Order)),
        < 30 => Twice(node, "undrain", orders => orders.Undrain()),
        < 42 => Twice(node, $"pause {shelf}", orders => orders.Pause(shelf, Order)),
        < 58 => Twice(node, $"resume {shelf}", orders => orders.Resume(shelf)),
        < 66 => Twice(node, $"resize {shelf}", orders => orders.Resize(shelf, amount, amount + 1)),
        < 84 => Handle(node, amount),
        _ => Release(),
    };

    /// <summary>What was ordered is ordered: the second time it is the same.</summary>
    private async Task<NodeOrders> Twice(string node, string what, Func<INodeOrdersGrain, ValueTask<NodeOrders>> order)
    {
        _world.Story.Tell($"{what} is ordered of {node}");
        var first = await Give(node, order);
        var second = await Give(node, order);
        _world.Checks.Ordered(node, what, first, second);
        return second;
    }

    private Task<NodeOrders> Give(string node, Func<INodeOrdersGrain, ValueTask<NodeOrders>> order) =>
        _calls.Until<NodeOrders>(async from => await order(from.GetGrain<INodeOrdersGrain>(node)));

    /// <summary>A sandbox of those that its pool knows is destroyed or replaced.</summary>
    private async Task Handle(string node, int which)
    {
        var listed = await Once<IReadOnlyList<SandboxView>>(async pool => await pool.Sandboxes(null, null, 20));
        if (listed is not { Count: > 0 })
        {
            return;
        }

        var name = listed[which % listed.Count].Id.Name;
        for (var times = 0; times < 2; times++)
        {
            if (_draw.Percent(50))
            {
                _world.Story.Tell($"{name} on {node} is to be destroyed");
                Excuse(node, name);
                await Once(async pool => await pool.Destroy(name, "because"));
                Excuse(node, name);
            }
            else
            {
                _world.Story.Tell($"{name} on {node} is to be replaced");
                await Once(async pool => await pool.Recycle(name));
            }
        }

        Task<T?> Once<T>(Func<INodePoolGrain, Task<T?>> call) where T : class => _calls.Once(from => call(from.GetGrain<INodePoolGrain>(node)));
    }

    /// <summary>Whoever has it may lose it now.</summary>
    private void Excuse(string node, string name)
    {
        if (_world.Node(node).Sandboxes.TryGetValue(name, out var sandbox))
        {
            sandbox.HurtAt = _world.Now;
        }
    }

    private async Task Release()
    {
        var index = _draw.Below(_world.Topology.Sessions);
        var session = Client.Session(index);
        _world.Story.Tell($"{session} is to be released by force");
        _world.Checks.Releasing(session);
        var done = await _calls.Once<object>(async from =>
        {
            await from.GetGrain<ISessionGrain>(session.ToString()).Release(EndReason.Operator, "because");
            return session;
        });
        _world.Checks.Settled(session, done is not null);
    }

    private async Task TakeBack(string node)
    {
        var given = await Twice(node, "undrain", orders => orders.Undrain());
        foreach (var shelf in given.Shelves.Keys)
        {
            await Twice(node, $"resume {shelf}", orders => orders.Resume(shelf));
            await Twice(node, $"resize {shelf} to what its template says", orders => orders.Resize(shelf, null, null));
        }
    }

    private async Task Drill(SimNode node)
    {
        await Twice(node.Name, "drain", orders => orders.Drain(Order));
        await _world.Kernel.Pause(SafetyChecks.DrainedWithin);
        _world.Checks.Drained(node);
        await Twice(node.Name, "undrain", orders => orders.Undrain());
    }
}
