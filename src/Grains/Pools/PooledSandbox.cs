using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal enum SandboxPhase { Starting, Idle, Binding, Bound, Ending }

/// <summary>What a pool believes of one sandbox.</summary>
internal sealed class PooledSandbox
{
    public PooledSandbox(string name, Shelf? shelf, SandboxPhase phase, TimeSpan now)
    {
        (Name, Shelf, Phase, Since, TouchedAt) = (name, shelf, phase, now, now);
        IdleNode = new(this);
    }

    public string Name { get; }

    /// <summary>Null for one that was found bound, and whose template is not known.</summary>
    public Shelf? Shelf { get; }
    public SandboxPhase Phase { get; set; }

    /// <summary>When the pool first knew of it.</summary>
    public TimeSpan Since { get; }
    public TimeSpan TouchedAt { get; set; }
    public LeaseId? Lease { get; set; }
    public SessionId? Session { get; set; }
    public ServedFrom From { get; set; }

    /// <summary>The cold caller whose creation this is.</summary>
    public LeaseId? ReservedFor { get; set; }

    /// <summary>Its place on the shelf, kept with it so that taking it off costs nothing.</summary>
    public LinkedListNode<PooledSandbox> IdleNode { get; }
}
