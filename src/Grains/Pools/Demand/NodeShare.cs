using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What one shelf asks for, and what it is given.</summary>
/// <param name="Count">How many are to be idle.</param>
/// <param name="Least">As many of them come before what anybody asks for beyond his least.</param>
/// <param name="Weight">What each takes of the node's room.</param>
internal record struct ShelfAsk(int Count, int Least, Resources Weight)
{
    public int Given { get; set; } = Count;

    /// <summary>Why it is given less than it asks for; null where it is not.</summary>
    public TargetBound? Bound { get; set; }

    public readonly int Floor => Math.Min(Least, Count);
}

/// <summary>Divides the room of a node between shelves that together ask for more.</summary>
internal static class NodeShare
{
    /// <summary>Of two that are equally scarce the first is named: a number of sandboxes is often told from the memory.</summary>
    private static readonly TargetBound[] Bounds = [TargetBound.NodeMemory, TargetBound.NodeCpu, TargetBound.NodeCount];

    /// <summary>
    /// Gives what is asked for, or as much of it as fits in each of memory, processors and number: first everyone has its least (or the same part of it, where not even those fit), the rest goes in proportion to what more was asked for. Of what is
    /// scarce a shelf has its part; what it does not use does not bind it.
    /// </summary>
    public static void Divide(Span<ShelfAsk> asks, int count, Resources room)
    {
        Span<Int128> left = [Math.Max(0, room.MemoryBytes), Math.Max(0, room.CpuMillis), Math.Max(0, count)];
        Span<Int128> floors = [0, 0, 0], beyond = [0, 0, 0], spare = [0, 0, 0];
        foreach (var ask in asks)
        {
            Add(floors, ask.Floor, ask.Weight);
            Add(beyond, ask.Count - ask.Floor, ask.Weight);
        }

        for (var of = 0; of < Bounds.Length; of++)
        {
            spare[of] = Int128.Max(0, left[of] - floors[of]);
        }

        foreach (ref var ask in asks)
        {
            var (kept, scarcest) = Part(ask.Floor, ask.Weight, left, floors);
            var (more, next) = Part(ask.Count - ask.Floor, ask.Weight, spare, beyond);
            (ask.Given, ask.Bound) = (kept + more, kept < ask.Floor ? scarcest : next);
        }

        foreach (var ask in asks)
        {
            Add(left, -ask.Given, ask.Weight);
        }

        // Parts were rounded down: without this, five shelves of one each on a node with room for four would have none.
        if (!GiveOneMore(asks, left, toLeast: true))
        {
            GiveOneMore(asks, left, toLeast: false);
        }
    }

    /// <summary>True: somebody is below his least still.</summary>
    private static bool GiveOneMore(Span<ShelfAsk> asks, Span<Int128> left, bool toLeast)
    {
        var lacks = false;
        foreach (ref var ask in asks)
        {
            if (ask.Given < (toLeast ? ask.Floor : ask.Count) && Fits(ask.Weight, left))
            {
                ask.Given++;
                Add(left, -1, ask.Weight);
                ask.Bound = ask.Given == ask.Count ? null : ask.Bound;
            }

            lacks |= ask.Given < ask.Floor;
        }

        return lacks;
    }

    private static bool Fits(Resources weight, ReadOnlySpan<Int128> left)
    {
        for (var of = 0; of < Bounds.Length; of++)
        {
            if (Of(weight, of) > left[of])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many of <paramref name="wanted"/> there is room for where others want the rest of <paramref name="sum"/>, and what bounds it.</summary>
    private static (int Count, TargetBound? Bound) Part(int wanted, Resources weight, ReadOnlySpan<Int128> room, ReadOnlySpan<Int128> sum)
    {
        var (part, bound) = (wanted, (TargetBound?)null);
        for (var of = 0; of < Bounds.Length; of++)
        {
            if (sum[of] > room[of] && Of(weight, of) > 0 && (int)(wanted * room[of] / sum[of]) is var here && here < part)
            {
                (part, bound) = (here, Bounds[of]);
            }
        }

        return (part, bound);
    }

    private static void Add(Span<Int128> sum, int count, Resources weight)
    {
        for (var of = 0; of < Bounds.Length; of++)
        {
            sum[of] += (Int128)count * Of(weight, of);
        }
    }

    /// <summary>What one takes of the resource with this place in <see cref="Bounds"/>.</summary>
    private static long Of(Resources weight, int resource) => resource switch { 0 => weight.MemoryBytes, 1 => weight.CpuMillis, _ => 1 };
}
