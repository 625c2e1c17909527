using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

public sealed partial class Pool
{
    /// <summary>The longest time between two ticks.</summary>
    public static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan TouchSweepEvery = TimeSpan.FromSeconds(10);
    private TimeSpan _lastTouchSweep;
    private ShelfLevels[] _levels = [];
    private ShelfPlan[] _plans = [];

    /// <summary>Time has passed or something changed: turns away whose wait is over, plans, and applies the plan, in one step.</summary>
    public void Tick(TimeSpan now, List<PoolEffect> effects)
    {
        foreach (var shelf in _shelves.Values)
        {
            Expire(shelf, now, effects);
        }

        EndLateWipes(now, effects);
        Operate(effects);
        Retarget(now);
        Roll(effects);
        Plan(now);
        Apply(now, effects);
        Touch(now, effects);
        AskFound(now, effects);
        AskClaims(now, effects);
    }

    /// <summary>When the next tick is due after one at this time; at most <see cref="TickEvery"/> away, and never at once: what was due by now has had its tick.</summary>
    public TimeSpan NextTick(TimeSpan now)
    {
        var next = now + TickEvery;
        foreach (var shelf in _shelves.Values)
        {
            next = NextTick(shelf, now, next);
        }

        return next - now;
    }

    /// <summary>The levels of every shelf, for operators.</summary>
    public IReadOnlyList<PoolView> Describe(TimeSpan now) => [.. _shelves.Values.Select(shelf => Describe(shelf, now))];

    /// <summary>What was decided for the shelf of each template and scope, the latest first; at most <see cref="PoolDecisionView.MostOfAShelf"/> of each.</summary>
    public IReadOnlyList<PoolDecisionView> Decisions => [.. _shelves.Values.SelectMany(shelf => shelf.Decisions.Views(shelf.Target))];

    private void Plan(TimeSpan now)
    {
        var shelves = _shelves.Count;
        if (_levels.Length != shelves)
        {
            (_levels, _plans) = (new ShelfLevels[shelves], new ShelfPlan[shelves]);
        }

        var (index, starting, slow) = (0, 0, 0);
        foreach (var shelf in _shelves.Values)
        {
            _levels[index] = LevelsOf(shelf, now);
            starting += shelf.Starting;
            slow += _levels[index++].Slow;
        }

        var sinceLease = _lastLease == TimeSpan.MinValue ? TimeSpan.MaxValue : now - _lastLease;
        PoolPlanner.Plan(_levels, new(_sandboxes.Count, starting, sinceLease, IsClosing) { Adopting = !_adopted, Slow = slow, Breaker = NodeBreaker, Left = Limits.Room - Taken, Leaving = _leaving }, Limits, now, _plans);
    }

    /// <summary>Idle ones that were born by then are past their largest age.</summary>
    private TimeSpan BornBy(TimeSpan now) => now - Limits.MaxIdleAge;

    private void Apply(TimeSpan now, List<PoolEffect> effects)
    {
        var index = 0;
        foreach (var shelf in _shelves.Values)
        {
            var plan = _plans[index++];
            shelf.LastDecision = plan.Decision;
            shelf.Decisions.Note(_node, shelf, plan, Epoch + now);
            StartForCold(shelf, plan.CreateCold, now, effects);
            for (var i = 0; i < plan.Create; i++)
            {
                Start(shelf, null, now, effects);
            }

            for (var i = 0; i < plan.Retire && !_closed; i++)
            {
                Retire(shelf.FirstToGo(), effects);
            }

            // What was kept is given where a reserve is in use by now, or nothing is made any more for those who wait.
            if (!IsClosing)
            {
                OfferIdle(shelf, now, effects);
            }
        }
    }

    private void StartForCold(Shelf shelf, int count, TimeSpan now, List<PoolEffect> effects)
    {
        for (; count > 0 && NextCold(shelf) is { } waiter; count--)
        {
            waiter.Creation = Start(shelf, waiter.Request.Lease, now, effects);
            waiter.Share.Creating++;
            shelf.Cold--;
        }
    }

    private PooledSandbox Start(Shelf shelf, LeaseId? reservedFor, TimeSpan now, List<PoolEffect> effects)
    {
        var template = shelf.ToStart(reservedFor is { } lease ? _waiters[lease].Value.Request.MinRevision : null, now);
        var sandbox = new PooledSandbox(_names.Next(), shelf, SandboxPhase.Starting, now) { ReservedFor = reservedFor, Revision = template.Revision, Weight = Resources.Of(template.Limits) };
        Add(sandbox);
        effects.Add(new PoolEffect.Start(sandbox.Name, template));
        return sandbox;
    }

    private void Touch(TimeSpan now, List<PoolEffect> effects)
    {
        if (now - _lastTouchSweep < TouchSweepEvery)
        {
            return;
        }

        _lastTouchSweep = now;
        foreach (var sandbox in _shelves.Values.SelectMany(shelf => shelf.Idle))
        {
            if (now - sandbox.TouchedAt >= Limits.TouchEvery)
            {
                sandbox.TouchedAt = now;
                effects.Add(new PoolEffect.Touch(sandbox.Name));
            }
        }
    }

    private TimeSpan NextTick(Shelf shelf, TimeSpan now, TimeSpan next)
    {
        foreach (var waiter in shelf.Waiting)
        {
            next = Sooner(waiter.Deadline, now, next);
        }

        return shelf.LastDecision switch
        {
            PoolDecision.YieldsToLeases => Sooner(_lastLease + Limits.YieldToLeases, now, next),
            PoolDecision.HeldByBreaker or PoolDecision.HeldByQuota => Sooner(shelf.Breaker.RetryAt, now, next),
            PoolDecision.HeldByNode => Sooner(NodeBreaker.RetryAt, now, next),
            PoolDecision.HeldByStarting or PoolDecision.HeldBySlow => NextSlow(now, next),
            _ => next,
        };
    }

    private static TimeSpan Sooner(TimeSpan due, TimeSpan now, TimeSpan next) => due > now && due < next ? due : next;

    private PoolView Describe(Shelf shelf, TimeSpan now) => new()
    {
        Node = _node,
        Template = shelf.Template.Name,
        Scope = shelf.Template.Scope,
        Idle = shelf.Idle.Count,
        Starting = shelf.Starting,
        Bound = shelf.Bound,
        Wiping = shelf.Wiping,
        Failing = shelf.Breaker.Failures,
        Target = shelf.TargetIdle,
        Waiting = shelf.Waiting.Count,
        Breaker = shelf.Breaker.StateAt(now).Name(),
        LastDecision = Decision(shelf, now),
        Needed = shelf.Target.Forecast.Needed,
        ArrivalsPerSecond = Math.Round(shelf.Target.Forecast.ArrivalsPerSecond, 2),
        Revision = shelf.Coming?.Revision ?? shelf.Template.Revision,
        Stale = shelf.IsSettled ? 0 : shelf.Outgoing,
        Rollout = shelf.Rollout,
        RolloutReason = shelf.RolloutReason,
        Paused = shelf.Orders?.Paused?.Reason,
        MinIdleOrdered = shelf.Orders?.MinIdle,
        MaxIdleOrdered = shelf.Orders?.MaxIdle,
        Reserved = shelf.Reserved,
    };

    private string Decision(Shelf shelf, TimeSpan now)
    {
        var decision = (PausedText(shelf) ?? PoolDecisionText.Of(shelf.LastDecision, LevelsOf(shelf, now), Limits, now)) + shelf.RolloutText;
        return shelf.Breaker.Failures > 0 ? $"{decision} Last failure: {shelf.LastFailure}" : decision;
    }
}
