using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What is wanted of a shelf and what is there, at one moment.</summary>
public readonly record struct ShelfLevels
{
    /// <summary>How many are to be idle.</summary>
    public required int Target { get; init; }

    /// <summary>Idle ones beyond these are retired, unless the target is more.</summary>
    public required int MostIdle { get; init; }

    /// <summary>With at least so many idle a refill may hold back for leases.</summary>
    public required int Comfortable { get; init; }
    public required int MaxTotal { get; init; }
    public int Idle { get; init; }

    /// <summary>Idle ones that are past their largest age.</summary>
    public int Aged { get; init; }

    /// <summary>Found, and not asked yet: each of them may be idle.</summary>
    public int Found { get; init; }

    /// <summary>Creations in flight, those that are reserved for a cold caller included.</summary>
    public int Starting { get; init; }

    /// <summary>Creations in flight that are reserved for a cold caller.</summary>
    public int StartingCold { get; init; }

    /// <summary>Bound or on their way out: what counts besides idle and starting.</summary>
    public int Other { get; init; }

    /// <summary>Callers that wait for whichever sandbox comes next.</summary>
    public int Waiting { get; init; }

    /// <summary>Cold callers without a creation of their own yet.</summary>
    public int Cold { get; init; }

    /// <summary>So many idle ones do not make room for other shelves' callers.</summary>
    public int Kept { get; init; }

    /// <summary>Idle ones that are to be there for organizations that do not wait while others do; a part of the target.</summary>
    public int Promised { get; init; }

    /// <summary>Of those who wait and have nothing on its way the next one in the fair order is no cold one.</summary>
    public bool WaitingFirst { get; init; }
    public Breaker Breaker { get; init; }

    /// <summary>The breaker's last failure was a full quota.</summary>
    public bool IsQuotaFull { get; init; }

    /// <summary>How many <see cref="Aged"/> ones are replaced at a time; 0 is one.</summary>
    public int Surge { get; init; }

    /// <summary>Creations in flight that take longer than <see cref="PoolLimits.SlowStart"/>.</summary>
    public int Slow { get; init; }

    /// <summary>An operator wants nothing to be made.</summary>
    public bool IsPaused { get; init; }

    /// <summary>What one more takes of the node's room.</summary>
    public Resources Weight { get; init; }

    /// <summary>What one less leaves of it, at least.</summary>
    public Resources Leaves { get; init; }
    public int Total => Found + Idle + Starting + Other;
}

/// <summary>What holds for all shelves of a node at one moment.</summary>
public readonly record struct NodeLevels(int Total, int Starting, TimeSpan SinceLease, bool Draining)
{
    /// <summary>What the node has is not known yet.</summary>
    public bool Adopting { get; init; }

    /// <summary>Creations in flight that take longer than <see cref="PoolLimits.SlowStart"/>: their places are others'.</summary>
    public int Slow { get; init; }

    /// <summary>Of creations of different shelves that failed one after the other.</summary>
    public Breaker Breaker { get; init; }

    /// <summary>What is left of its memory and its processors.</summary>
    public Resources Left { get; init; } = Resources.Unlimited;

    /// <summary>What is left, or is being left, is for callers that do not fit yet: nothing is made without a caller.</summary>
    public bool IsRoomClaimed { get; init; }

    /// <summary>Sandboxes that are on their way out, and what they leave.</summary>
    public (int Count, Resources Room) Leaving { get; init; }
}
