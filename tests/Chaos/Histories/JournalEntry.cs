namespace Sandboxes.Chaos.Histories;

/// <summary>What a line of a journal says; see the agent's README.</summary>
internal enum JournalFact { Started, Bound, Confirmed, Refused, Unlisted, Ended, Wiped, Gone }

/// <summary>A line of a sandbox's own journal. <see cref="At"/> in milliseconds since the run began.</summary>
internal sealed record JournalEntry
{
    public required string Node { get; init; }
    public required string Sandbox { get; init; }
    public required JournalFact Fact { get; init; }
    public required double At { get; init; }

    /// <summary><c>organization/session/chance</c>, of what concerns a lease.</summary>
    public string? Lease { get; init; }

    /// <summary>Why it ended, or is gone.</summary>
    public string? Why { get; init; }

    public string Id => $"{Node}/{Sandbox}";

    public override string ToString() => $"[{At:F0}] {Id} {Fact} {Lease}{Why}";
}
