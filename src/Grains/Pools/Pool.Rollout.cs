using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>
/// Templates that come, go and change. How far a rollout is on a shelf is seen from what stands there, so that a pool that starts in the middle of one goes on with it. What came of it in
/// the cluster is decided by whoever hears all pools, and comes back through <see cref="Follow(IEnumerable{ShelfTemplate}, List{PoolEffect})"/>.
/// </summary>
public sealed partial class Pool
{
    /// <summary>What is to stand on the shelves from now on. Those of templates that are not among them are emptied.</summary>
    public void Follow(IEnumerable<ShelfTemplate> wanted, List<PoolEffect> effects)
    {
        _nextTargets = null;
        var missing = _shelves.Keys.ToHashSet();
        foreach (var template in wanted)
        {
            var shelf = new Shelf(template.Served);
            if (!_shelves.TryAdd(shelf.Key, shelf))
            {
                shelf = _shelves[shelf.Key];
            }

            missing.Remove(shelf.Key);
            shelf.Follow(template);
            Equip(shelf);
            Recall(shelf);
        }

        foreach (var key in missing)
        {
            Close(_shelves[key], effects);
        }
    }

    private void Close(Shelf shelf, List<PoolEffect> effects)
    {
        shelf.Close();
        foreach (var waiter in shelf.Waiting.ToList())
        {
            TurnAway(waiter, Refusals.UnknownTemplate(shelf.Template.Name, TemplatesOf(shelf.Template.Scope)), effects);
        }
    }

    /// <summary>Sees how far the shelves are that hold several revisions, and retires what may not be kept.</summary>
    private void Roll(List<PoolEffect> effects)
    {
        if (!AnyUnsettled())
        {
            return;
        }

        var unsettled = _shelves.Values.Where(shelf => !shelf.IsSettled).ToList();
        unsettled.ForEach(shelf => shelf.BeginSurvey());
        foreach (var sandbox in _sandboxes.Values.Where(sandbox => sandbox.Shelf is { IsSettled: false }))
        {
            RetireBelowFloor(sandbox, effects);
            sandbox.Shelf!.Survey(sandbox);
        }

        unsettled.ForEach(shelf => Conclude(shelf, effects));
    }

    private bool AnyUnsettled()
    {
        foreach (var shelf in _shelves.Values)
        {
            if (!shelf.IsSettled)
            {
                return true;
            }
        }

        return false;
    }

    private void RetireBelowFloor(PooledSandbox sandbox, List<PoolEffect> effects)
    {
        if (sandbox.Phase == SandboxPhase.Idle && IsBelowFloor(sandbox) && !_closed)
        {
            Retire(sandbox, effects);
        }
    }

    private void Conclude(Shelf shelf, List<PoolEffect> effects)
    {
        shelf.EndSurvey();
        foreach (var waiter in shelf.Waiting.Where(waiter => waiter.Request.MinRevision > shelf.Wanted.Revision).ToList())
        {
            TurnAway(waiter, Refusals.RevisionNotAvailable(shelf.Wanted, waiter.Request.MinRevision), effects);
        }

        if (shelf is { IsClosed: true, Standing: 0 })
        {
            _shelves.Remove(shelf.Key);
        }
    }

    private void TurnAway(Waiter waiter, Refusal refusal, List<PoolEffect> effects)
    {
        Unqueue(_waiters[waiter.Request.Lease]);
        effects.Add(new PoolEffect.Refuse(waiter.Request.Lease, refusal));
    }

    private IReadOnlyList<string> TemplatesOf(string scope) => [.. _shelves.Values.Where(shelf => shelf.Template.Scope == scope && !shelf.IsClosed).Select(shelf => shelf.Template.Name)];

    private static bool IsBelowFloor(PooledSandbox sandbox) => sandbox.Shelf is { } shelf && sandbox.Revision < shelf.Floor;

    /// <summary>It is of another revision than those that are made now, so it does not come back from its lease.</summary>
    private static bool IsOutgoing(PooledSandbox sandbox) => IsBelowFloor(sandbox) || sandbox.Revision != sandbox.Shelf?.Wanted.Revision;

    private static int LowestOf(LeaseRequest request) => Math.Max(request.MinRevision, request.ServedRevision);

    /// <summary>A shelf in a rollout replaces several at a time, beyond its <c>maxTotal</c> by as many, and none where a new one may not be tried now.</summary>
    private ShelfLevels Rolling(Shelf shelf, ShelfLevels levels, TimeSpan now)
    {
        if (shelf.IsSettled)
        {
            return levels;
        }

        var isTrying = shelf.Rollout == RolloutState.Running && !shelf.IsProved;
        if (shelf.Rollout == RolloutState.Running && !shelf.TakesComing(now) && !(isTrying && shelf.ComingStarting > 0))
        {
            return levels;
        }

        var surge = isTrying || shelf.ComingBreaker.Failures > 0 ? 1 : Limits.RolloutSurge;
        return levels with { Aged = shelf.ToReplace(BornBy(now)), Surge = surge, MaxTotal = levels.MaxTotal + (shelf.OutgoingIdle > 0 ? surge : 0) };
    }

    /// <summary>It started and is below the floor by now, or below what its cold caller accepts: another is made for him.</summary>
    private void MakeAnother(LeaseId? reservedFor)
    {
        if (reservedFor is { } lease && _waiters.TryGetValue(lease, out var node) && node.Value.Creation is not null)
        {
            node.Value.Creation = null;
            node.Value.Share.Creating--;
            node.Value.Shelf.Cold++;
        }
    }

    /// <summary>The cold caller for whom it was made, if he still waits and accepts it; else another is made for him.</summary>
    private LinkedListNode<Waiter>? OwnerOf(PooledSandbox sandbox, LeaseId? reservedFor)
    {
        if (reservedFor is not { } lease || !_waiters.TryGetValue(lease, out var own))
        {
            return null;
        }

        if (sandbox.Revision >= LowestOf(own.Value.Request))
        {
            return own;
        }

        MakeAnother(reservedFor);
        return null;
    }
}
