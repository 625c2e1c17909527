using System.Diagnostics;

namespace Sandboxes.Grains;

/// <summary>What to do with a shelf now: how many to create for cold callers and for everyone, how many idle ones to retire.</summary>
public record struct ShelfPlan(int CreateCold, int Create, int Retire, PoolDecision Decision);

/// <summary>
/// How many sandboxes to start and to retire: a pure function of what is wanted, what is observed, the limits and the time.
/// Callers come first, then the shelf that has the smallest part of its target.
/// </summary>
public static partial class PoolPlanner
{
    /// <summary>Fills <paramref name="plans"/>, one for each of <paramref name="shelves"/>.</summary>
    public static void Plan(ReadOnlySpan<ShelfLevels> shelves, NodeLevels node, PoolLimits limits, TimeSpan now, Span<ShelfPlan> plans)
    {
        Debug.Assert(plans.Length == shelves.Length);
        for (var i = 0; i < shelves.Length; i++)
        {
            plans[i] = new(0, 0, Retire(shelves[i]), PoolDecision.Enough);
        }

        for (var isRoomSeen = false; ;)
        {
            var next = MostUrgent(shelves, node, limits, now, plans);
            if (!isRoomSeen && (next < 0 || !HasCallers(shelves[next], plans[next])))
            {
                isRoomSeen = true;
                node = node with { IsRoomClaimed = MakeRoom(shelves, node, limits, now, plans) };
                if (node.IsRoomClaimed)
                {
                    continue;
                }
            }

            if (next < 0)
            {
                return;
            }

            plans[next] = WithOneMore(shelves[next], plans[next]);
            node = node with { Total = node.Total + 1, Starting = node.Starting + 1, Left = node.Left - shelves[next].Weight };
        }
    }

    private static int MostUrgent(ReadOnlySpan<ShelfLevels> shelves, NodeLevels node, PoolLimits limits, TimeSpan now, Span<ShelfPlan> plans)
    {
        var (best, bestFill) = (-1, double.MaxValue);
        for (var i = 0; i < shelves.Length; i++)
        {
            var decision = Decide(shelves[i], plans[i], node, limits, now);
            if (decision != PoolDecision.Creating)
            {
                plans[i].Decision = Remember(plans[i], decision);
                continue;
            }

            var fill = Fill(shelves[i], plans[i]);
            (best, bestFill) = fill < bestFill ? (i, fill) : (best, bestFill);
        }

        return best;
    }

    /// <summary>A shelf that was given something says so, whatever held the rest back.</summary>
    private static PoolDecision Remember(ShelfPlan plan, PoolDecision decision) =>
        plan.Create + plan.CreateCold > 0 ? PoolDecision.Creating : plan.Decision == PoolDecision.MakingRoom ? plan.Decision : decision;

    private static PoolDecision Decide(in ShelfLevels shelf, in ShelfPlan plan, NodeLevels node, PoolLimits limits, TimeSpan now)
    {
        var planned = plan.Create + plan.CreateCold;
        var missing = Missing(shelf, plan);
        if (node.Draining)
        {
            return PoolDecision.Draining;
        }

        if (node.Adopting)
        {
            return PoolDecision.Adopting;
        }

        if (missing <= 0)
        {
            return plan.Retire > 0 ? (shelf.Aged > 0 ? PoolDecision.Renewing : PoolDecision.Surplus) : shelf.Starting + planned > 0 ? PoolDecision.Underway : PoolDecision.Enough;
        }

        return HeldByItself(shelf, planned, HasCallers(shelf, plan), limits) ?? Held(shelf, planned, HasCallers(shelf, plan), node, limits, now) ?? PoolDecision.Creating;
    }

    private static PoolDecision? Held(in ShelfLevels shelf, int planned, bool callers, NodeLevels node, PoolLimits limits, TimeSpan now) => true switch
    {
        _ when shelf.Total + planned >= shelf.MaxTotal => PoolDecision.HeldByMaxTotal,
        _ when shelf.Weight.MemoryBytes > node.Left.MemoryBytes => PoolDecision.HeldByMemory,
        _ when shelf.Weight.CpuMillis > node.Left.CpuMillis => PoolDecision.HeldByCpu,
        _ when node.Total >= limits.Capacity => PoolDecision.HeldByCapacity,
        _ when !BreakerLets(shelf, planned, now) => shelf.IsQuotaFull ? PoolDecision.HeldByQuota : PoolDecision.HeldByBreaker,
        _ when !BreakerLets(shelf, node, now) => PoolDecision.HeldByNode,
        _ when node.Starting - node.Slow >= MostInFlight(callers, limits) || node.Starting >= MostWithSlow(limits) => PoolDecision.HeldByStarting,
        _ when !callers && node.IsRoomClaimed => PoolDecision.YieldsToCallers,
        _ when !callers && Yields(shelf, node, limits) => PoolDecision.YieldsToLeases,
        _ => null,
    };

    private static bool BreakerLets(in ShelfLevels shelf, int planned, TimeSpan now) => shelf.Breaker.StateAt(now) switch
    {
        BreakerState.Closed => true,
        BreakerState.HalfOpen => shelf.Starting + planned == 0,
        _ => false,
    };

    /// <summary>Where creations fail on several shelves one is tried at a time: any when the time has come, and before that of a shelf that has not failed, for the fault may be the others'.</summary>
    private static bool BreakerLets(in ShelfLevels shelf, NodeLevels node, TimeSpan now) => node.Breaker.StateAt(now) switch
    {
        BreakerState.Closed => true,
        BreakerState.HalfOpen => node.Starting == 0,
        _ => node.Starting == 0 && shelf.Breaker.Failures == 0,
    };

    /// <summary>What takes long gives its place back to the other shelves, and its own shelf makes no more than may be in flight at all.</summary>
    private static PoolDecision? HeldByItself(in ShelfLevels shelf, int planned, bool callers, PoolLimits limits) => true switch
    {
        _ when shelf.IsPaused => PoolDecision.Paused,
        _ when shelf.Slow > 0 && shelf.Starting + planned >= MostInFlight(callers, limits) => PoolDecision.HeldBySlow,
        _ => null,
    };

    private static int MostInFlight(bool callers, PoolLimits limits) => callers ? limits.MaxStarting : limits.MaxRefilling;

    private static int MostWithSlow(PoolLimits limits) => 2 * limits.MaxStarting;

    private static bool Yields(in ShelfLevels shelf, NodeLevels node, PoolLimits limits) =>
        node.SinceLease < limits.YieldToLeases && shelf.Idle >= shelf.Comfortable;

    private static bool HasCallers(in ShelfLevels shelf, in ShelfPlan plan) =>
        shelf.Cold > plan.CreateCold || SharedCallers(shelf) > SharedStarting(shelf, plan);

    /// <summary>Who is to be served by whichever sandbox comes next: those who wait, and those for whom one is to be kept that is not there.</summary>
    private static int SharedCallers(in ShelfLevels shelf) => shelf.Waiting + Math.Max(0, shelf.Promised - shelf.Idle);

    private static int SharedStarting(in ShelfLevels shelf, in ShelfPlan plan) => shelf.Starting - shelf.StartingCold + plan.Create;

    private static int Missing(in ShelfLevels shelf, in ShelfPlan plan) => Math.Max(0, SharedMissing(shelf, plan)) + shelf.Cold - plan.CreateCold;

    private static int SharedMissing(in ShelfLevels shelf, in ShelfPlan plan)
    {
        var surge = Surge(shelf);
        var idle = surge == 0 ? shelf.Idle : Math.Min(shelf.Idle, shelf.Target + shelf.Waiting);
        return shelf.Target + surge + shelf.Waiting - idle - shelf.Found - SharedStarting(shelf, plan);
    }

    /// <summary>What is beyond the most, and what is past its age as far as target and callers are served without it.</summary>
    private static int Retire(in ShelfLevels shelf) => Math.Max(Surplus(shelf), Math.Min(shelf.Aged, Math.Max(0, shelf.Idle - shelf.Target - shelf.Waiting)));

    /// <summary>Some more than the target while some that are past their age are needed for it: their replacement comes first.</summary>
    private static int Surge(in ShelfLevels shelf) => Math.Clamp(shelf.Aged - Retire(shelf), 0, Math.Max(1, shelf.Surge));

    private static int Surplus(in ShelfLevels shelf) => Math.Max(0, shelf.Idle - Math.Max(shelf.Target, shelf.MostIdle));

    /// <summary>Below zero while callers wait, so that they come first; else the part of the target that is there or on its way.</summary>
    private static double Fill(in ShelfLevels shelf, in ShelfPlan plan) =>
        HasCallers(shelf, plan)
            ? -1
            : (shelf.Idle + shelf.Found + shelf.Starting + plan.Create) / (double)Math.Max(1, shelf.Target);

    private static ShelfPlan WithOneMore(in ShelfLevels shelf, ShelfPlan plan) => shelf.Cold > plan.CreateCold && !IsTurnOfShared(shelf, plan)
        ? plan with { CreateCold = plan.CreateCold + 1 }
        : plan with { Create = plan.Create + 1 };

    /// <summary>Neither kind of callers has all the places in flight for as long as the other one waits.</summary>
    private static bool IsTurnOfShared(in ShelfLevels shelf, in ShelfPlan plan)
    {
        var (shared, cold) = (SharedStarting(shelf, plan), shelf.StartingCold + plan.CreateCold);
        return SharedMissing(shelf, plan) > 0 && SharedCallers(shelf) > shared && (shared < cold || (shared == cold && shelf.WaitingFirst));
    }
}
