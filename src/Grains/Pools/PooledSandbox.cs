using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal enum SandboxPhase { Found, Starting, Idle, Binding, Bound, Wiping, Ending }

/// <summary>What a pool believes of one sandbox.</summary>
internal sealed partial class PooledSandbox
{
    public PooledSandbox(string name, Shelf? shelf, SandboxPhase phase, TimeSpan now)
    {
        (Name, Shelf, Phase, Since, TouchedAt) = (name, shelf, phase, now, now);
        IdleNode = new(this);
    }

    public string Name { get; }

    /// <summary>Null for one that was found and was made from a template, a revision or for a scope that we do not have.</summary>
    public Shelf? Shelf { get; }
    public SandboxPhase Phase { get; set; }

    /// <summary>The revision of the template that it was made from.</summary>
    public int Revision { get; init; }

    /// <summary>What it takes of the node's room.</summary>
    public Resources Weight { get; init; }

    /// <summary>When the pool first knew of it.</summary>
    public TimeSpan Since { get; }
    public TimeSpan TouchedAt { get; set; }

    /// <summary>When it stood ready; of one that was found what its agent says. Not from its creation, for it may have waited long for room.</summary>
    public TimeSpan BornAt { get; set; }
    public LeaseId? Lease { get; set; }

    /// <summary>Leases that it was for and that were wiped, which was proved.</summary>
    public int Uses { get; set; }

    /// <summary>Whose lease it was for; it is for nobody else's any more.</summary>
    public string? UsedBy { get; set; }

    /// <summary>When its wipe must be over.</summary>
    public TimeSpan WipedBy { get; set; }
    public SessionId? Session { get; set; }
    public ServedFrom From { get; set; }

    /// <summary>Its agent is being asked how it is, so that one that was found can be put where it belongs.</summary>
    public bool Asking { get; set; }

    /// <summary>How often its agent was asked and did not answer.</summary>
    public int Silences { get; set; }

    /// <summary>When its agent is to be asked.</summary>
    public TimeSpan AskAt { get; set; }

    /// <summary>Its session is being asked whether it holds the lease.</summary>
    public bool Claiming { get; set; }

    /// <summary>When its session is to be asked; null: not decided yet.</summary>
    public TimeSpan? ClaimAt { get; set; }

    /// <summary>The cold caller whose creation this is.</summary>
    public LeaseId? ReservedFor { get; set; }

    /// <summary>Its place on the shelf, kept with it so that taking it off costs nothing.</summary>
    public LinkedListNode<PooledSandbox> IdleNode { get; }
}
