using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

public sealed partial class Pool
{
    private readonly int _mostCapacity;
    private string _state = NodeStates.Ready;

    /// <summary>
    /// What the runtime says of the node (<see cref="NodeStates"/>). Unless it is ready, callers are turned away and nothing is made. One that is being emptied loses what is idle, so that it is made elsewhere; one
    /// that is away keeps all of it, because it may come back.
    /// </summary>
    public void Follow(NodeView node, List<PoolEffect> effects)
    {
        Limits = Limits with { Capacity = Math.Min(node.Capacity, _mostCapacity), Room = node.Room ?? Resources.Unlimited };
        _state = node.State;
        if (_state != NodeStates.Ready)
        {
            TurnAway(effects);
        }

        if (_state == NodeStates.Draining && !_closed)
        {
            foreach (var shelf in _shelves.Values)
            {
                RetireIdle(shelf, effects);
            }
        }
    }
}
