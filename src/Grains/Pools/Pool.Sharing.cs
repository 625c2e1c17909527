using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

public sealed partial class Pool
{
    private static readonly Func<FairShare, long> Turn = share => share.Turn;
    private static readonly Func<FairShare, long> ColdTurn = share => share.ColdTurn;
    private static readonly Func<Waiter, bool> TakesAny = waiter => !waiter.IsCold;
    private static readonly Func<Waiter, bool> NeedsCreation = waiter => waiter is { IsCold: true, Creation: null };

    private readonly Dictionary<string, int> _waitingOf = [];

    /// <summary>The organizations' weights and reserves.</summary>
    public OrganizationShares Shares
    {
        get;
        init
        {
            field = value;
            foreach (var shelf in _shelves.Values)
            {
                Equip(shelf);
            }
        }
    } = OrganizationShares.Equal;

    private int MostWaitingPerOrganization =>
        Limits.MaxWaitingPerOrganization ?? (Shares.IsOfOne ? Limits.MaxWaiting : Math.Max(1, Limits.MaxWaiting / 2));

    /// <summary>Where in the queue a caller is; null where he does not wait (any more).</summary>
    public WaitingPlace? PlaceOf(LeaseId lease)
    {
        if (!_waiters.TryGetValue(lease, out var node))
        {
            return null;
        }

        var shelf = node.Value.Shelf;
        var position = FairOrder.Position(shelf.Waiting, node.Value);
        return new(position, Estimate(shelf, position));
    }

    private FairShare ShareOf(Shelf shelf, LeaseRequest request)
    {
        var organization = request.Session.Organization;
        return shelf.Shares.Of(organization, Shares.Weight(organization));
    }

    /// <summary>Something idle may go to the one who asks, who does not wait yet.</summary>
    private bool MayTake(Shelf shelf, string organization, TimeSpan now) =>
        shelf.MayTake(organization, shelf.Waiting.Count == 0 || shelf.Shares.Expects(organization, now) ? 0 : SparesNow(shelf, now));

    /// <summary>
    /// Spares are kept only while something is on its way for those who wait: a creation that is not slow, and one that is reserved for a cold caller only where none but cold ones wait. A plan that just created may
    /// do so again in a moment.
    /// </summary>
    private int SparesNow(Shelf shelf, TimeSpan now)
    {
        var coming = shelf.Starting - shelf.StartingSince(now - Limits.SlowStart) - (shelf.ColdWaiting < shelf.Waiting.Count ? shelf.StartingCold : 0);
        return shelf.LastDecision == PoolDecision.Creating || coming > 0 ? shelf.Spares(now) : 0;
    }

    /// <summary>Who is next of those that may have something that is idle, of a revision that they accept; null: nobody is. Whoever waits is not expected, so spares are not for him.</summary>
    private LinkedListNode<Waiter>? NextOf(Shelf shelf, TimeSpan now)
    {
        var (spares, bornBy) = (SparesNow(shelf, now), BornBy(now));
        return shelf.Idle.Count <= spares && shelf.Reserves.Count == 0
            ? null
            : FairOrder.Next(shelf.Waiting, waiter => shelf.MayTake(waiter.Share.Organization, spares) && shelf.NextFor(LowestOf(waiter.Request), bornBy) is not null, Turn);
    }

    private static bool HasBoth(Shelf shelf) => shelf is { Waiting.Count: > 0, Idle.Count: > 0 };

    /// <summary>Of those who wait for whichever comes next and the cold ones without a creation of their own, one of the former is due before all of the latter.</summary>
    private static bool IsWaitingFirst(Shelf shelf) =>
        shelf.Cold > 0 && FairOrder.Next(shelf.Waiting, TakesAny, Turn)?.Value is { } any && NextCold(shelf) is { } cold
        && (any.Share.Turn, any.Since).CompareTo((cold.Share.ColdTurn, cold.Since)) < 0;

    /// <summary>The cold caller who is next to have a creation of his own.</summary>
    private static Waiter? NextCold(Shelf shelf) => FairOrder.Next(shelf.Waiting, NeedsCreation, ColdTurn)?.Value;

    private void Serve(Shelf shelf, LeaseRequest request, PooledSandbox sandbox, TimeSpan now)
    {
        sandbox.Holder = request.Session.Organization;
        shelf.Shares.Serve(ShareOf(shelf, request), now);
    }

    private static void Serve(Waiter waiter, PooledSandbox sandbox, TimeSpan now)
    {
        sandbox.Holder = waiter.Share.Organization;
        waiter.Shelf.Shares.Serve(waiter.Share, now);
        waiter.Shelf.Rate.Served(now);
    }

    private void Enter(Waiter waiter, TimeSpan now)
    {
        if (waiter.Shelf.Waiting.Count == 0)
        {
            waiter.Shelf.Rate.Began(now);
        }

        waiter.Shelf.Shares.Enter(waiter.Share);
        CountWaiting(waiter.Share.Organization, 1);
    }

    private void Exit(Waiter waiter)
    {
        FairShares.Exit(waiter.Share);
        waiter.Share.Creating -= waiter.Creation is null ? 0 : 1;
        CountWaiting(waiter.Share.Organization, -1);
    }

    private void CountWaiting(string organization, int by)
    {
        var waiting = WaitingOf(organization) + by;
        if (waiting > 0)
        {
            _waitingOf[organization] = waiting;
        }
        else
        {
            _waitingOf.Remove(organization);
        }
    }

    private int WaitingOf(string organization) => _waitingOf.GetValueOrDefault(organization);

    /// <summary>Why this caller may not wait although there is room in the queue.</summary>
    private Refusal? Crowded(Shelf shelf, LeaseRequest request, TimeSpan now)
    {
        if (request.WhenEmpty == WhenEmpty.Cold && shelf.Orders?.Paused is not null)
        {
            return Explained(Refusals.PoolEmpty(shelf.Template.Name, RetryAfter(shelf, now)), shelf);
        }

        var waiting = WaitingOf(request.Session.Organization);
        return waiting < MostWaitingPerOrganization ? null : Late(Refusals.QueueFullOfOne(request.Session.Organization, waiting, RetryAfter(shelf, now)), shelf);
    }

    /// <summary>With the place that the caller would have had.</summary>
    private static Refusal Late(Refusal refusal, Shelf shelf) => Explained(refusal with { Position = refusal.Position ?? (shelf.Waiting.Count + 1) }, shelf);

    private static Refusal Explained(Refusal refusal, Shelf shelf) => refusal with
    {
        Detail = shelf.Orders?.Paused is null ? refusal.Detail : $"{refusal.Detail} An operator has paused its refill.",
        EstimateSeconds = refusal.Position is { } position ? Estimate(shelf, position) : null,
    };

    private static double? Estimate(Shelf shelf, int position) => shelf.Orders?.Paused is null ? shelf.Rate.Estimate(position) : null;
}
