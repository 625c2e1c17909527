namespace Sandboxes.Grains;

/// <summary>How much one organization had of a shelf, in a time that passes more slowly for those with more weight.</summary>
internal sealed class FairShare(string organization, int weight)
{
    public string Organization { get; } = organization;

    /// <summary>What one sandbox costs it.</summary>
    public long Stride { get; } = FairShares.Scale / weight;

    /// <summary>When its next caller is due. Among all who wait the earliest is served first.</summary>
    public long Turn { get; set; }

    public int Waiting { get; set; }

    /// <summary>When it got one last; null: never.</summary>
    public TimeSpan? ServedAt { get; set; }

    /// <summary>Creations in flight for its cold callers.</summary>
    public int Creating { get; set; }

    /// <summary>When its next cold caller is to have a creation of his own.</summary>
    public long ColdTurn => Turn + (Creating * Stride);

    /// <summary>For whoever counts those who wait.</summary>
    public int Counted { get; set; }
}
