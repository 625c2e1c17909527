namespace Sandboxes.Chaos.Histories;

/// <summary>All that was written down about one run; what the checker judges.</summary>
internal sealed record History
{
    public IReadOnlyList<Call> Calls { get; init; } = [];
    public IReadOnlyList<Fault> Faults { get; init; } = [];
    public IReadOnlyList<JournalEntry> Journals { get; init; } = [];

    /// <summary>Null where the run ended before it.</summary>
    public FinalLook? Final { get; init; }

    /// <summary>When the last look began: calls that start later must all be answered well.</summary>
    public double CalmFrom { get; init; } = double.MaxValue;
}
