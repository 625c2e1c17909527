using System.Diagnostics;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

public static partial class PoolPlanner
{
    /// <summary>
    /// Callers for whom the node has no room get that of idle ones of other shelves, the fullest shelf's first. Never what a shelf keeps, nor more than may be started for them now, nor what is on its way out anyway.
    /// True: some get room so, and until they have it nobody else may take it.
    /// </summary>
    private static bool MakeRoom(ReadOnlySpan<ShelfLevels> shelves, NodeLevels node, PoolLimits limits, TimeSpan now, Span<ShelfPlan> plans)
    {
        var (isClaimed, isCounted) = (false, false);
        var room = (Left: node.Left + node.Leaving.Room, Count: limits.Capacity - node.Total + node.Leaving.Count);
        for (var i = 0; i < shelves.Length; i++)
        {
            if (!HasCallers(shelves[i], plans[i]) || Decide(shelves[i], plans[i], node, limits, now) is not (PoolDecision.HeldByCapacity or PoolDecision.HeldByMemory or PoolDecision.HeldByCpu))
            {
                continue;
            }

            room = isCounted ? room : WithRetired(room, shelves, plans);
            isCounted = true;
            for (var callers = StartableCallers(shelves[i], plans[i], node, limits, now); callers > 0 && Takes(ref room, i, shelves, plans); callers--)
            {
                isClaimed = true;
            }
        }

        return isClaimed;
    }

    /// <summary>Takes the place of one from what there is or will be, and where there is too little, of idle ones. False: there is none.</summary>
    private static bool Takes(ref (Resources Left, int Count) room, int shelf, ReadOnlySpan<ShelfLevels> shelves, Span<ShelfPlan> plans)
    {
        var weight = shelves[shelf].Weight;
        if (!Fits(weight, Obtainable(shelf, room, shelves, plans)))
        {
            return false;
        }

        while (!Fits(weight, room))
        {
            var fullest = Fullest(shelf, room, shelves, plans);
            plans[fullest] = plans[fullest] with { Retire = plans[fullest].Retire + 1, Decision = PoolDecision.MakingRoom };
            room = (room.Left + shelves[fullest].Leaves, room.Count + 1);
        }

        room = (room.Left - weight, room.Count - 1);
        return true;
    }

    private static bool Fits(Resources weight, (Resources Left, int Count) room) => room.Count > 0 && weight.Fits(room.Left);

    /// <summary>The room that there would be were all idle ones gone that may go.</summary>
    private static (Resources Left, int Count) Obtainable(int waiting, (Resources Left, int Count) room, ReadOnlySpan<ShelfLevels> shelves, Span<ShelfPlan> plans)
    {
        for (var i = 0; i < shelves.Length; i++)
        {
            var beyond = i == waiting ? 0 : Beyond(shelves[i], plans[i]);
            room = (room.Left + (shelves[i].Leaves * beyond), room.Count + beyond);
        }

        return room;
    }

    /// <summary>Idle ones of the shelf that may go for others' callers: it has none of its own.</summary>
    private static int Beyond(in ShelfLevels shelf, in ShelfPlan plan) =>
        shelf.IsPaused || shelf.Waiting + shelf.Cold > 0 ? 0 : Math.Max(0, shelf.Idle - plan.Retire - shelf.Kept);

    /// <summary>Of the shelves whose idle ones would help the one with the largest part of its target.</summary>
    private static int Fullest(int waiting, (Resources Left, int Count) room, ReadOnlySpan<ShelfLevels> shelves, Span<ShelfPlan> plans)
    {
        var (best, bestFill) = (-1, 0.0);
        for (var i = 0; i < shelves.Length; i++)
        {
            var idle = shelves[i].Idle - plans[i].Retire;
            var fill = idle / (double)Math.Max(1, shelves[i].Target);
            if (i != waiting && fill > bestFill && Beyond(shelves[i], plans[i]) > 0 && Helps(shelves[i].Leaves, shelves[waiting].Weight, room))
            {
                (best, bestFill) = (i, fill);
            }
        }

        Debug.Assert(best >= 0, "What can be obtained is there.");
        return best;
    }

    private static bool Helps(Resources of, Resources wanted, (Resources Left, int Count) room) =>
        room.Count <= 0 || (of.MemoryBytes > 0 && wanted.MemoryBytes > room.Left.MemoryBytes) || (of.CpuMillis > 0 && wanted.CpuMillis > room.Left.CpuMillis);

    /// <summary>Callers of the shelf for whom nothing is there, on its way or on its way back, and for whom something could be started, were there room.</summary>
    private static int StartableCallers(in ShelfLevels shelf, in ShelfPlan plan, NodeLevels node, PoolLimits limits, TimeSpan now)
    {
        var planned = plan.Create + plan.CreateCold;
        if (!BreakerLets(shelf, planned, now) || !BreakerLets(shelf, node, now))
        {
            return 0;
        }

        var callers = shelf.Cold - plan.CreateCold + Math.Max(0, shelf.Waiting - shelf.Found - SharedStarting(shelf, plan));
        var startable = shelf.Breaker.StateAt(now) == BreakerState.Closed ? Math.Min(limits.MaxStarting - (node.Starting - node.Slow), MostWithSlow(limits) - node.Starting) : 1;
        return Math.Min(callers, Math.Min(startable, shelf.MaxTotal - shelf.Total - planned));
    }

    private static (Resources Left, int Count) WithRetired((Resources Left, int Count) room, ReadOnlySpan<ShelfLevels> shelves, Span<ShelfPlan> plans)
    {
        for (var i = 0; i < shelves.Length; i++)
        {
            room = (room.Left + (shelves[i].Leaves * plans[i].Retire), room.Count + plans[i].Retire);
        }

        return room;
    }
}
