namespace Sandboxes.Grains;

/// <summary>
/// Creations that failed on a node one after the other, whatever they were made from. Where they are of more than one shelf, the node is to blame rather than a template, and its own
/// <see cref="Breaker"/> opens. One that succeeds closes it.
/// </summary>
internal readonly record struct NodeFailures(int InARow, ShelfKey First, bool OnSeveral, Breaker Breaker)
{
    /// <summary>Failures in a row, of two shelves at least, that open it.</summary>
    public const int Most = 3;

    public NodeFailures Failed(ShelfKey shelf, TimeSpan now)
    {
        var (inARow, onSeveral) = (InARow + 1, OnSeveral || (InARow > 0 && shelf != First));
        return new(inARow, InARow == 0 ? shelf : First, onSeveral, onSeveral && inARow >= Most ? Breaker.Failed(now) : Breaker);
    }
}
