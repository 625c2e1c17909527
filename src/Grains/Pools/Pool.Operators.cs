using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

public sealed partial class Pool
{
    private NodeOrders _orders = new();
    private NodeFailures _failures;
    private int _mostRefilling;

    /// <summary>Whether creations fail on several shelves of the node.</summary>
    public Breaker NodeBreaker => _failures.Breaker;

    /// <summary>Why it is drained; null where no operator drained it.</summary>
    public OperatorOrder? DrainOrder => _orders.Drain;

    /// <summary>What operators want of the node from now on. Orders that are not later than those that it follows change nothing.</summary>
    public void Obey(NodeOrders orders, TimeSpan now, List<PoolEffect> effects)
    {
        if (!IsBehind(orders))
        {
            return;
        }

        (_orders, _nextTargets) = (orders, null);
        foreach (var shelf in _shelves.Values)
        {
            Equip(shelf);
        }

        if (orders.Drain is not null)
        {
            TurnAway(effects);
        }

        Operate(effects);
    }

    /// <summary>What is ordered for the shelf and kept of it. Of one whose template is gone nothing is.</summary>
    private void Equip(Shelf shelf)
    {
        if (shelf.IsClosed)
        {
            return;
        }

        shelf.Orders = _orders.Shelves.GetValueOrDefault(NodeOrders.ShelfName(shelf.Key.Scope, shelf.Key.Template));
        shelf.Reserves = shelf.Template is { Scope: Scopes.Shared, MinIdle: > 0 } or { Scope: Scopes.Shared, MaxIdle: > 0 } ? Shares.Reserves : Shelf.NoReserves;
    }

    /// <summary>The orders are later than those that it follows.</summary>
    public bool IsBehind(NodeOrders orders) => orders.Version > _orders.Version;

    /// <summary>How many nodes divide what the cluster may have in flight to refill shelves.</summary>
    public void DivideRefill(int nodes)
    {
        _mostRefilling = _mostRefilling == 0 ? Limits.MaxRefilling : _mostRefilling;
        var share = Limits.MaxRefillingInCluster == 0 ? int.MaxValue : Math.Max(1, Limits.MaxRefillingInCluster / Math.Max(1, nodes));
        Limits = Limits with { MaxRefilling = Math.Min(_mostRefilling, share) };
    }

    /// <summary>A drained node loses what has become idle.</summary>
    private void Operate(List<PoolEffect> effects)
    {
        foreach (var shelf in _shelves.Values)
        {
            if (_orders.Drain is not null && !_closed)
            {
                RetireIdle(shelf, effects);
            }
        }
    }

    private void RetireIdle(Shelf shelf, List<PoolEffect> effects)
    {
        while (shelf.Idle.First is { } oldest)
        {
            Retire(oldest.Value, effects);
        }
    }

    private void NoteStarted(Shelf shelf, TimeSpan took)
    {
        _failures = default;
        shelf.Rate.Started(took);
    }

    /// <summary>A full quota is its scope's, never the node's.</summary>
    private void NoteFailed(Shelf shelf, EndReason reason, TimeSpan now)
    {
        if (reason != EndReason.Quota)
        {
            _failures = _failures.Failed(shelf.Key, now);
        }
    }

    /// <summary>The levels as a rollout, operators and slow creations leave them.</summary>
    private ShelfLevels LevelsOf(Shelf shelf, TimeSpan now) => Rolling(shelf, shelf.Levels(BornBy(now)), now) with
    {
        Slow = shelf.StartingSince(now - Limits.SlowStart),
        IsPaused = shelf.Orders?.Paused is not null,
        Promised = shelf.Waiting.Count == 0 ? 0 : Math.Min(shelf.Reserved + shelf.Spares(now), shelf.TargetIdle),
        WaitingFirst = IsWaitingFirst(shelf),
    };

    /// <summary>When the next creation becomes a slow one.</summary>
    private TimeSpan NextSlow(TimeSpan now, TimeSpan next)
    {
        foreach (var shelf in _shelves.Values)
        {
            next = shelf.NextStartingAfter(now - Limits.SlowStart) is { } begun ? Sooner(begun + Limits.SlowStart, now, next) : next;
        }

        return next;
    }

    private static string? PausedText(Shelf shelf) => shelf.Orders?.Paused is { } paused ? $"Refill is paused by operator: {paused.Reason ?? "no reason was given"}." : null;
}
