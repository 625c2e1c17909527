namespace Sandboxes.Grains;

/// <summary>The upper end of a histogram.</summary>
internal static class Tail
{
    /// <summary>The highest bucket above which no more than <paramref name="left"/> lies; -1 where that is true of all.</summary>
    public static int Below(ReadOnlySpan<double> weights, double left)
    {
        var bucket = weights.Length - 1;
        while (bucket >= 0 && (left -= weights[bucket]) >= 0)
        {
            bucket--;
        }

        return bucket;
    }
}
