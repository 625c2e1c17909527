namespace Sandboxes.Simulation;

/// <summary>
/// Makes a failing run smaller while it breaks the same: without some of its clients, and with fewer of its faults (delta debugging). What is left is told.
/// </summary>
internal static class Shrinker
{
    /// <summary>Runs that it may take.</summary>
    private const int MostRuns = 300;

    public static RunResult Shrink(RunResult failed)
    {
        var runs = 0;
        var best = failed;
        best = Shrink(best, [.. failed.Happened], (scenario, left) => scenario with { Only = left.ToHashSet() }, ref runs);
        var actors = new Topology(failed.Scenario.Seed).Actors.ToList();
        best = Shrink(best, actors, (scenario, left) => scenario with { Without = actors.Except(left).ToHashSet() }, ref runs);
        best = Shrink(best, [.. best.Happened], (scenario, left) => scenario with { Only = left.ToHashSet() }, ref runs);
        return SimRun.Of(best.Scenario with { Tells = true });
    }

    private static RunResult Shrink<T>(RunResult best, List<T> items, Func<Scenario, List<T>, Scenario> with, ref int runs)
    {
        for (var size = Math.Max(1, items.Count / 2); runs < MostRuns; size = Math.Max(1, size / 2))
        {
            var before = items.Count;
            for (var from = 0; from < items.Count && runs < MostRuns;)
            {
                var left = items.Take(from).Concat(items.Skip(from + size)).ToList();
                var tried = SimRun.Of(with(best.Scenario, left));
                runs++;
                if (tried.Violation?.Kind == best.Violation!.Kind)
                {
                    (best, items) = (tried, left);
                }
                else
                {
                    from += size;
                }
            }

            if (size == 1 && items.Count == before)
            {
                break;
            }
        }

        return best;
    }
}
