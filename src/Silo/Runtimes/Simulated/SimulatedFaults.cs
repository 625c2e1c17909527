using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Simulated;

/// <summary>What is to go wrong. Every counter says how many times more; safe to set at any time.</summary>
public sealed class SimulatedFaults
{
    private int _failCreates;
    private int _fullQuotas;
    private int _loseBindReplies;
    private int _loseRenewReplies;
    private int _wipesWithTraces;

    /// <summary>Creations that fail from now on.</summary>
    public int FailCreates { get => _failCreates; set => _failCreates = value; }

    /// <summary>Creations of this revision fail, as if its image was not there; null: none do.</summary>
    public int? FailRevision { get; set; }

    /// <summary>Creations that find a quota full from now on.</summary>
    public int FullQuotas { get => _fullQuotas; set => _fullQuotas = value; }

    /// <summary>Binds that take effect and whose channel breaks before the answer.</summary>
    public int LoseBindReplies { get => _loseBindReplies; set => _loseBindReplies = value; }

    /// <summary>The lease of the last such bind.</summary>
    public LeaseId? LastLostBind { get; private set; }

    /// <summary>Renewals that take effect and whose channel breaks before the answer.</summary>
    public int LoseRenewReplies { get => _loseRenewReplies; set => _loseRenewReplies = value; }

    /// <summary>Wipes that leave something, so that they are not proved.</summary>
    public int WipesWithTraces { get => _wipesWithTraces; set => _wipesWithTraces = value; }

    /// <summary>Binds answer Ok whoever holds the latch: for the proof that a test notices a latch that does not latch.</summary>
    public bool LatchRemoved { get; set; }

    internal bool NextCreateFails() => TakeOne(ref _failCreates);

    internal bool NextQuotaIsFull() => TakeOne(ref _fullQuotas);

    internal bool NextBindReplyIsLost(LeaseId lease)
    {
        var lost = TakeOne(ref _loseBindReplies);
        LastLostBind = lost ? lease : LastLostBind;
        return lost;
    }

    internal bool NextRenewReplyIsLost() => TakeOne(ref _loseRenewReplies);

    internal bool NextWipeLeavesTraces() => TakeOne(ref _wipesWithTraces);

    private static bool TakeOne(ref int left)
    {
        if (Volatile.Read(ref left) <= 0)
        {
            return false;
        }

        return Interlocked.Decrement(ref left) >= 0;
    }
}
