using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>
/// Nobody waits while what he waits for could be made: the node has room for it, or would have if idle ones went that no shelf keeps. Only in runs without faults, where all that could hold it up is the pool's own doing.
/// </summary>
internal sealed partial class SafetyChecks
{
    /// <summary>Looks in a row, a second apart, at which a caller may wait so: far longer than retiring and starting take.</summary>
    private const int MostLooksInVain = 6;

    private readonly Dictionary<Shelf, int> _looksInVain = [];

    private void SweepWaiting(Activation activation, Pool pool)
    {
        if (!world.Topology.IsCalm)
        {
            return;
        }

        var shelves = Internals.Shelves(pool).Values;
        var isHeldUp = pool.IsClosing || pool.NodeBreaker.Failures > 0 || shelves.Any(shelf => !shelf.IsSettled || shelf.Orders is not null);
        foreach (var shelf in shelves)
        {
            var looks = !isHeldUp && WaitsInVain(pool, shelf) ? _looksInVain.GetValueOrDefault(shelf) + 1 : 0;
            _looksInVain[shelf] = looks;
            if (looks >= MostLooksInVain)
            {
                Violated("waits-beside-idle", $"{shelf.Waiting.Count} callers wait for {shelf.Key} at {activation.Key.Name} for {looks} s, and there is room for it or could be. {shelf.LastDecision}");
            }
        }
    }

    private bool WaitsInVain(Pool pool, Shelf shelf) =>
        shelf.Waiting.Count > 0 && shelf.Breaker.Failures == 0 && shelf.Standing < shelf.Template.MaxTotal && !world.IsQuotaFull(shelf.Key.Scope) && CouldFit(pool, shelf);

    /// <summary>There is room for one, or would be if what others have beyond what they keep were gone.</summary>
    private static bool CouldFit(Pool pool, Shelf shelf)
    {
        var (left, count) = (pool.Limits.Room - pool.Taken, pool.Limits.Capacity - pool.Count);
        foreach (var other in Internals.Shelves(pool).Values.Where(other => other != shelf && other is { Waiting.Count: 0, Orders.Paused: null }))
        {
            var beyond = Math.Max(0, other.Idle.Count - other.Kept);
            (left, count) = (left + (Resources.Of(other.Template.Limits) * beyond), count + beyond);
        }

        return count > 0 && shelf.Weight.Fits(left);
    }
}
