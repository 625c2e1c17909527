namespace Sandboxes.Grains;

/// <summary>Who is next of those who wait at a shelf: the organization whose turn is the earliest, and its caller who came first.</summary>
internal static class FairOrder
{
    /// <summary>The next of those that <paramref name="may"/> have what is there; of two with the same turn the one who came first.</summary>
    public static LinkedListNode<Waiter>? Next(LinkedList<Waiter> waiting, Func<Waiter, bool> may, Func<FairShare, long> turn)
    {
        LinkedListNode<Waiter>? next = null;
        for (var node = waiting.First; node is not null; node = node.Next)
        {
            if ((next is null || turn(node.Value.Share) < turn(next.Value.Share)) && may(node.Value))
            {
                next = node;
            }
        }

        return next;
    }

    /// <summary>The place of one who waits: 1 where he is next, were all of them served in their order.</summary>
    public static int Position(LinkedList<Waiter> waiting, Waiter of)
    {
        ForgetCounts(waiting);
        var due = Due(waiting, of);
        ForgetCounts(waiting);
        var (before, cameFirst) = (0, true);
        foreach (var waiter in waiting)
        {
            cameFirst &= !ReferenceEquals(waiter, of);
            var turn = Next(waiter.Share);
            before += turn < due || (turn == due && cameFirst) ? 1 : 0;
        }

        return before + 1;
    }

    private static long Due(LinkedList<Waiter> waiting, Waiter of)
    {
        foreach (var waiter in waiting)
        {
            var turn = Next(waiter.Share);
            if (ReferenceEquals(waiter, of))
            {
                return turn;
            }
        }

        throw new ArgumentException("He does not wait here.", nameof(of));
    }

    private static long Next(FairShare share) => share.Turn + (share.Counted++ * share.Stride);

    private static void ForgetCounts(LinkedList<Waiter> waiting)
    {
        foreach (var waiter in waiting)
        {
            waiter.Share.Counted = 0;
        }
    }
}
