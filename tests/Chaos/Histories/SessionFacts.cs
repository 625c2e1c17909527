namespace Sandboxes.Chaos.Histories;

/// <summary>A session as an answer or a stored row showed it. Times in milliseconds since the run began.</summary>
internal sealed record SessionFacts
{
    public required string Session { get; init; }
    public required long Incarnation { get; init; }

    /// <summary>opening, active or closed.</summary>
    public required string State { get; init; }
    public string? Node { get; init; }
    public string? Sandbox { get; init; }

    /// <summary>Known from a row only.</summary>
    public string? Lease { get; init; }
    public double? CreatedAt { get; init; }
    public double? ExpiresAt { get; init; }
    public double? IdleExpiresAt { get; init; }
    public double? EndedAt { get; init; }
    public string? Reason { get; init; }
    public string? Detail { get; init; }

    public bool Ended => Reason is not null;

    public override string ToString() => $"{Session}#{Incarnation} {State} {Node}/{Sandbox} {Reason} {(EndedAt is { } at ? $"at {at:F0}" : "")} {Detail}";
}
