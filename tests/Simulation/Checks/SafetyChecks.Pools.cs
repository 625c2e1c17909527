using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

internal sealed partial class SafetyChecks
{
    /// <summary>A waiting caller is answered within a tick of its deadline.</summary>
    private static readonly TimeSpan WaiterGrace = TimeSpan.FromSeconds(3);

    /// <summary>The longest start, asked about again as long as a call may last, and its removal.</summary>
    private static readonly TimeSpan LongestStarting = TimeSpan.FromSeconds(300);

    private static readonly TimeSpan AgentGrace = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(Activation, ShelfKey), (int Starting, int Found)> _before = [];

    /// <summary>A grain has had a turn.</summary>
    public void Touched(Activation activation)
    {
        if (activation.Key.Kind != GrainKind.Pool)
        {
            return;
        }

        var pool = Internals.Rules((NodePoolGrain)activation.Grain);
        foreach (var shelf in Internals.Shelves(pool).Values)
        {
            var now = (shelf.Starting, shelf.Found);
            var before = _before.GetValueOrDefault((activation, shelf.Key));
            if (now != before)
            {
                _before[(activation, shelf.Key)] = now;
            }

            NoteRollout(shelf);
            if (shelf.Starting > before.Starting && shelf.Found <= before.Found)
            {
                Began(activation, pool, shelf);
            }
        }
    }

    /// <summary>It has begun to make one more: only within its bounds, as it knows them. While one is past its age, one more.</summary>
    private void Began(Activation activation, Pool pool, Shelf shelf)
    {
        var total = shelf.Standing;
        var surge = shelf.IsSettled ? 0 : pool.Limits.RolloutSurge;
        if (total > shelf.Template.MaxTotal + surge)
        {
            Violated("above-max-total", $"The pool of {activation.Key.Name} makes the {total}th of {shelf.Key}, whose maxTotal is {shelf.Template.MaxTotal} and which may replace {surge} at a time.");
        }

        if (pool.Count > pool.Limits.Capacity)
        {
            Violated("above-capacity", $"The pool of {activation.Key.Name} makes its {pool.Count}th sandbox; its capacity is {pool.Limits.Capacity}.");
        }

        if (!pool.Taken.Fits(pool.Limits.Room))
        {
            Violated("above-room", $"The pool of {activation.Key.Name} makes one of {shelf.Key}, and its sandboxes come to {pool.Taken} of {pool.Limits.Room}.");
        }
    }

    /// <summary>Once a second: nothing stays where it has no right to stay.</summary>
    public void Sweep()
    {
        BeginSweep();
        foreach (var activation in world.Cluster.Activations)
        {
            if (activation is { IsAlive: true, Grain: NodePoolGrain pool })
            {
                Sweep(activation, Internals.Rules(pool));
            }
            else if (activation is { IsAlive: true, Grain: SessionGrain session })
            {
                SweepSession(activation, session);
            }
        }

        SweepRollouts();
        SweepRows();
        foreach (var node in world.Nodes)
        {
            foreach (var sandbox in node.Sandboxes.Values)
            {
                Sweep(sandbox);
            }
        }
    }

    private void Sweep(Activation activation, Pool pool)
    {
        SweepOrders(activation, pool);
        SweepWaiting(activation, pool);
        var now = world.Now - activation.Since;
        foreach (var shelf in Internals.Shelves(pool).Values)
        {
            if (shelf.Waiting.First is { Value: var waiter } && waiter.Deadline + WaiterGrace < now)
            {
                Violated("waits-too-long", $"{world.Story.Lease(waiter.Request.Lease.Value)} waits at {activation.Key.Name} beyond its deadline.");
            }
        }

        foreach (var sandbox in Internals.Sandboxes(pool).Values)
        {
            SweepPhase(activation, sandbox);
        }
    }

    private void Sweep(SimSandbox sandbox)
    {
        if (sandbox.Latch is { Phase: not LatchPhase.Gone } latch && world.Now + sandbox.Node.Slept > latch.NextCheck + AgentGrace)
        {
            Violated("agent-overdue", $"{sandbox.Id.Name} is {latch.Phase} beyond its deadline.");
        }
    }
}
