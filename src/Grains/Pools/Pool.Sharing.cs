using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

public sealed partial class Pool
{
    private static readonly Func<FairShare, long> Turn = share => share.Turn;
    private static readonly Func<FairShare, long> ColdTurn = share => share.ColdTurn;
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

    /// <summary>Something idle may go to the one who asks.</summary>
    private static bool MayTakeNow(Shelf shelf, LeaseRequest request) =>
        shelf.Reserves.Count == 0 || shelf.MayTake(request.Session.Organization);

    /// <summary>Somebody who waits has a right to it before whoever asks now.</summary>
    private static bool IsOwed(PooledSandbox sandbox) => sandbox.Shelf is { Reserves.Count: > 0 } && NextFor(sandbox) is not null;

    /// <summary>Who is next of those that may have the sandbox and accept its revision; null: none is.</summary>
    private static LinkedListNode<Waiter>? NextFor(PooledSandbox sandbox) => sandbox.Shelf!.Waiting.Count == 0
        ? null
        : FairOrder.Next(sandbox.Shelf.Waiting, waiter => sandbox.Revision >= LowestOf(waiter.Request) && waiter.Shelf.MayTake(waiter.Share.Organization), Turn);

    /// <summary>The cold caller who is next to have a creation of his own.</summary>
    private static Waiter? NextCold(Shelf shelf) => FairOrder.Next(shelf.Waiting, NeedsCreation, ColdTurn)?.Value;

    private void Serve(Shelf shelf, LeaseRequest request, PooledSandbox sandbox)
    {
        sandbox.Holder = request.Session.Organization;
        shelf.Shares.Serve(ShareOf(shelf, request));
    }

    private static void Serve(Waiter waiter, PooledSandbox sandbox, TimeSpan now)
    {
        sandbox.Holder = waiter.Share.Organization;
        waiter.Shelf.Shares.Serve(waiter.Share);
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
