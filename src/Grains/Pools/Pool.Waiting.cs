using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

public sealed partial class Pool
{
    public int Waiting => _waiters.Count;

    /// <summary>The caller has gone. False: it was not waiting (any more), so it may hold a sandbox.</summary>
    public bool Leave(LeaseId lease)
    {
        if (!_waiters.TryGetValue(lease, out var node))
        {
            return false;
        }

        Unqueue(node);
        return true;
    }

    private LeaseDecision Wait(Shelf shelf, LeaseRequest request, TimeSpan since, TimeSpan now)
    {
        if (_waiters.ContainsKey(request.Lease))
        {
            return LeaseDecision.Wait;
        }

        if (Unserved(shelf, request, now) is { } refusal)
        {
            return refusal;
        }

        var patience = request.WhenEmpty == WhenEmpty.Cold ? Limits.ColdTimeout : request.Wait;
        Queue(new Waiter(request, shelf, since, since + patience) { Share = ShareOf(shelf, request) }, now);
        return LeaseDecision.Wait;
    }

    private Refusal? Unserved(Shelf shelf, LeaseRequest request, TimeSpan now)
    {
        if (request.WhenEmpty == WhenEmpty.Fail)
        {
            return Late(Refusals.PoolEmpty(shelf.Template.Name, RetryAfter(shelf, now)), shelf);
        }

        if (_waiters.Count >= Limits.MaxWaiting)
        {
            return Late(Refusals.QueueFull(_waiters.Count, RetryAfter(shelf, now)), shelf);
        }

        if (Crowded(shelf, request, now) is { } crowded)
        {
            return crowded;
        }

        var held = shelf.Breaker.StateAt(now) == BreakerState.Open;
        return request.WhenEmpty == WhenEmpty.Cold && held
            ? NotStarted(shelf, now)
            : null;
    }

    private static Refusal NotStarted(Shelf shelf, TimeSpan now) => shelf.IsQuotaFull
        ? Refusals.QuotaExceeded(shelf.LastFailure, RetryAfter(shelf, now))
        : Refusals.StartFailed(shelf.LastFailure, RetryAfter(shelf, now));

    private void Queue(Waiter waiter, TimeSpan now)
    {
        Enter(waiter, now);
        _waiters.Add(waiter.Request.Lease, waiter.Shelf.Waiting.AddLast(waiter));
        if (waiter.IsCold)
        {
            waiter.Shelf.ColdWaiting++;
            waiter.Shelf.Cold++;
        }
    }

    private void Unqueue(LinkedListNode<Waiter> node)
    {
        var waiter = node.Value;
        Exit(waiter);
        _waiters.Remove(waiter.Request.Lease);
        waiter.Shelf.Waiting.Remove(node);
        if (waiter.IsCold)
        {
            waiter.Shelf.ColdWaiting--;
            waiter.Shelf.Cold -= waiter.Creation is null ? 1 : 0;
        }

        Release(waiter.Creation);
    }

    /// <summary>A creation that its cold caller no longer needs becomes anybody's.</summary>
    private static void Release(PooledSandbox? creation)
    {
        if (creation is { Phase: SandboxPhase.Starting, Shelf: { } shelf })
        {
            shelf.Count(creation, SandboxPhase.Starting, -1);
            creation.ReservedFor = null;
            shelf.Count(creation, SandboxPhase.Starting, 1);
        }
    }

    private void Expire(Shelf shelf, TimeSpan now, List<PoolEffect> effects)
    {
        for (var node = shelf.Waiting.First; node is not null;)
        {
            var (waiter, next) = (node.Value, node.Next);
            if (waiter.Deadline <= now)
            {
                var position = FairOrder.Position(shelf.Waiting, waiter);
                Unqueue(node);
                var refusal = shelf.IsQuotaFull
                    ? Refusals.QuotaExceeded(shelf.LastFailure, RetryAfter(shelf, now), position)
                    : Refusals.WaitTimeout(shelf.Template.Name, waiter.Deadline - waiter.Since, position, RetryAfter(shelf, now));
                effects.Add(new PoolEffect.Refuse(waiter.Request.Lease, Explained(refusal, shelf)));
            }

            node = next;
        }
    }

    /// <summary>A sandbox has become idle: it goes to the cold caller for whom it was made, else what is idle goes to those who wait.</summary>
    private void Offer(PooledSandbox sandbox, LeaseId? reservedFor, TimeSpan now, List<PoolEffect> effects)
    {
        if (OwnerOf(sandbox, reservedFor) is { } owner)
        {
            Assign(owner, sandbox, now, effects);
        }
        else
        {
            OfferIdle(sandbox.Shelf!, now, effects);
        }
    }

    /// <summary>Gives those who wait what they may have of what is idle, in their order, and each the best for him.</summary>
    private void OfferIdle(Shelf shelf, TimeSpan now, List<PoolEffect> effects)
    {
        while (HasBoth(shelf) && NextOf(shelf, now) is { } next)
        {
            Assign(next, shelf.NextFor(LowestOf(next.Value.Request), BornBy(now))!, now, effects);
        }
    }

    private void Assign(LinkedListNode<Waiter> next, PooledSandbox sandbox, TimeSpan now, List<PoolEffect> effects)
    {
        var waiter = next.Value;
        Serve(waiter, sandbox, now);
        Unqueue(next);
        _lastLease = now;
        var from = waiter.IsCold ? ServedFrom.Cold : ServedFrom.Wait;
        effects.Add(new PoolEffect.Assign(waiter.Request.Lease, Give(sandbox, waiter.Request.Lease, from)));
    }

    private static int RetryAfter(Shelf shelf, TimeSpan now) =>
        (int)Math.Ceiling(Math.Max(1, shelf.Breaker.Remaining(now).TotalSeconds));
}
