namespace Sandboxes.Grains;

public sealed partial class Pool
{
    private readonly int _mostCapacity;
    private string _state = NodeStates.Ready;

    /// <summary>
    /// What the runtime says of the node (<see cref="NodeStates"/>). Unless it is ready, callers are turned away and nothing is made. One that is being emptied loses what is idle, so that it is made elsewhere; one
    /// that is away keeps all of it, because it may come back.
    /// </summary>
    public void Follow(string state, int capacity, List<PoolEffect> effects)
    {
        Limits = Limits with { Capacity = Math.Min(capacity, _mostCapacity) };
        _state = state;
        if (state != NodeStates.Ready)
        {
            TurnAway(effects);
        }

        if (state == NodeStates.Draining && !_closed)
        {
            foreach (var shelf in _shelves.Values)
            {
                RetireIdle(shelf, effects);
            }
        }
    }
}
