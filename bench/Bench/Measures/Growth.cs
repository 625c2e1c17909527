namespace Sandboxes.Bench;

/// <summary>From the second quarter of a soak to its last: the first is left out, because caches fill and code is compiled in it.</summary>
internal sealed record Growth(Footprint Early, Footprint Late)
{
    private const double RssTolerance = 1.1;

    /// <summary>Threads of the pool, connections and sandboxes under way come and go; a leak at this rate passes this in seconds.</summary>
    private const int CountTolerance = 8;

    public bool Flat =>
        Late.RssMb <= Early.RssMb * RssTolerance
        && Late.Threads <= Early.Threads + CountTolerance
        && Late.Descriptors <= Early.Descriptors + CountTolerance
        && Late.Processes <= Early.Processes + CountTolerance
        && Late.Cgroups <= Early.Cgroups + CountTolerance;

    public static Growth Between(List<Footprint> looks)
    {
        var quarter = Math.Max(looks.Count / 4, 1);
        return new(Median(looks.Skip(quarter).Take(quarter)), Median(looks.TakeLast(quarter)));
    }

    public override string ToString() =>
        $"RSS {Early.RssMb:0} -> {Late.RssMb:0} MB, threads {Early.Threads} -> {Late.Threads}, fds {Early.Descriptors} -> {Late.Descriptors}, "
        + $"processes {Early.Processes} -> {Late.Processes}, cgroups {Early.Cgroups} -> {Late.Cgroups}";

    private static Footprint Median(IEnumerable<Footprint> looks)
    {
        var all = looks.ToList();
        return all.Count == 0 ? default : new(
            Middle(all, look => look.RssMb),
            (int)Middle(all, look => look.Threads),
            (int)Middle(all, look => look.Descriptors),
            (int)Middle(all, look => look.Processes),
            (int)Middle(all, look => look.Cgroups));
    }

    private static double Middle(List<Footprint> looks, Func<Footprint, double> of) => looks.Select(of).Order().ElementAt(looks.Count / 2);
}
