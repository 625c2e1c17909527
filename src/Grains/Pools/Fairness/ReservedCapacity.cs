namespace Sandboxes.Grains;

/// <summary>
/// What of a shelf is kept for organizations that have a reserve: as much of each reserve as it does not hold. As long as at least the sum of that is idle, whoever is within his
/// reserve is served at once, and nobody else takes what brings the idle ones below that sum.
/// </summary>
internal static class ReservedCapacity
{
    /// <summary>Idle ones that are kept for anybody.</summary>
    public static int Unused(IReadOnlyDictionary<string, int> reserves, IReadOnlyDictionary<string, int> held)
    {
        var unused = 0;
        foreach (var (organization, reserve) in reserves)
        {
            unused += Unused(organization, reserve, held);
        }

        return unused;
    }

    /// <summary>Whether one of <paramref name="idle"/> may go to the organization, where <paramref name="spares"/> more are kept for others than their reserves, and of these no more than <paramref name="most"/>.</summary>
    public static bool MayTake(int idle, string organization, IReadOnlyDictionary<string, int> reserves, IReadOnlyDictionary<string, int> held, int spares = 0, int most = int.MaxValue)
    {
        if (idle == 0 || reserves.Count == 0)
        {
            return idle > spares;
        }

        var own = reserves.TryGetValue(organization, out var reserve) ? Unused(organization, reserve, held) : 0;
        return own > 0 || idle > Math.Min(Unused(reserves, held), most) + spares;
    }

    private static int Unused(string organization, int reserve, IReadOnlyDictionary<string, int> held) =>
        Math.Max(0, reserve - held.GetValueOrDefault(organization));
}
