namespace Sandboxes.Grains;

/// <summary>What a plan says of a shelf, for operators.</summary>
public enum PoolDecision
{
    Enough,

    /// <summary>Nothing is missing that is not on its way.</summary>
    Underway,
    Creating,
    HeldByStarting,
    HeldByMaxTotal,
    HeldByCapacity,
    HeldByBreaker,
    HeldByQuota,
    YieldsToLeases,
    Surplus,

    /// <summary>One that is past its age goes: its replacement is idle.</summary>
    Renewing,
    Draining,
    Adopting,

    /// <summary>Creations fail whatever they are made from.</summary>
    HeldByNode,

    /// <summary>As many of the shelf's own creations take long as may be in flight.</summary>
    HeldBySlow,
    Paused,

    /// <summary>The node has no memory for one more.</summary>
    HeldByMemory,

    /// <summary>The node has no processors for one more.</summary>
    HeldByCpu,

    /// <summary>Idle ones go for callers of other shelves, for whom the node has no room.</summary>
    MakingRoom,

    /// <summary>The node's room is for callers of other shelves, for whom it does not suffice yet.</summary>
    YieldsToCallers,
}
