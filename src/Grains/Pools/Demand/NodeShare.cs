namespace Sandboxes.Grains;

/// <summary>Divides the room of a node between shelves that together ask for more.</summary>
internal static class NodeShare
{
    /// <summary>
    /// Lowers targets until their sum is at most <paramref name="room"/>: first everyone has its <c>minIdle</c> (or the same part of it, where not even those find room), the rest goes in proportion to what more was asked for.
    /// </summary>
    public static void Divide(Span<IdleTarget> targets, ReadOnlySpan<int> least, int room)
    {
        var (asked, floors) = (0L, 0L);
        for (var i = 0; i < targets.Length; i++)
        {
            asked += targets[i].Count;
            floors += Math.Min(least[i], targets[i].Count);
        }

        if (asked <= room)
        {
            return;
        }

        var spare = Math.Max(0, room - floors);
        var part = floors > room ? Math.Max(0, room) / (double)floors : 1;
        for (var i = 0; i < targets.Length; i++)
        {
            var floor = Math.Min(least[i], targets[i].Count);
            var more = asked == floors ? 0 : (targets[i].Count - floor) * spare / (asked - floors);
            targets[i] = targets[i].AtMost((int)((floor * part) + more), TargetBound.NodeShare);
        }
    }
}
