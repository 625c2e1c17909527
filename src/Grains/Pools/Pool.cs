using System.Diagnostics;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>
/// The rules of one node's pool: a state machine without clocks and I/O. Every event comes with the time and leaves what is to be
/// done in a list of effects. It is a belief, not the truth: the latch of each sandbox decides who holds it.
/// </summary>
public sealed partial class Pool
{
    private readonly string _node;
    private readonly ISandboxNames _names;
    private readonly Dictionary<ShelfKey, Shelf> _shelves = [];
    private readonly Dictionary<string, PooledSandbox> _sandboxes = [];
    private readonly Dictionary<LeaseId, PooledSandbox> _leases = [];
    private readonly Dictionary<LeaseId, LinkedListNode<Waiter>> _waiters = [];
    private TimeSpan _lastLease = TimeSpan.MinValue;
    private bool _draining;
    private bool _closed;

    /// <param name="node">The node that it is of.</param>
    /// <param name="shelves">What stands on each shelf: a template with the scope that it is for.</param>
    /// <param name="limits">What it may do at most.</param>
    /// <param name="names">Names of new sandboxes.</param>
    public Pool(string node, IEnumerable<TemplateSpec> shelves, PoolLimits limits, ISandboxNames names)
    {
        (_node, Limits, _names, _mostCapacity) = (node, limits, names, limits.Capacity);
        foreach (var shelf in shelves.Select(template => new Shelf(template)))
        {
            _shelves.Add(shelf.Key, shelf);
        }
    }

    public PoolLimits Limits { get; private set; }

    public int Count => _sandboxes.Count;

    /// <summary>It hands out nothing: it is drained or handed over, or its node takes nothing.</summary>
    public bool IsClosing => _draining || _closed || _state != NodeStates.Ready || _orders.Drain is not null;

    /// <summary>
    /// A caller asks for a sandbox. The same lease gets the same answer for as long as its sandbox lives. <paramref name="since"/> is
    /// when it first asked: a caller whose sandbox turned out to be lost asks again and keeps its deadline.
    /// </summary>
    public LeaseDecision Lease(LeaseRequest request, TimeSpan since, TimeSpan now)
    {
        if (_leases.TryGetValue(request.Lease, out var held))
        {
            return LeaseDecision.Bind(held);
        }

        if (IsClosing)
        {
            return Refusals.Draining(_node);
        }

        if (!_shelves.TryGetValue(new(request.Scope, request.Template), out var shelf) || shelf.IsClosed)
        {
            return NoShelf(request);
        }

        return request.MinRevision > shelf.Wanted.Revision
            ? Refusals.RevisionNotAvailable(shelf.Wanted, request.MinRevision)
            : TakeOrWait(shelf, request, since, now);
    }

    /// <summary>What the latch answered to the lease. False: the caller has to ask again.</summary>
    public bool Bound(LeaseId lease, SessionId session, string sandbox, LatchResult result, List<PoolEffect> effects)
    {
        if (!_leases.TryGetValue(lease, out var held) || held.Name != sandbox)
        {
            return result == LatchResult.Ok;
        }

        switch (result)
        {
            case LatchResult.Ok:
                held.Session = session;
                Move(held, SandboxPhase.Bound);
                return true;
            case LatchResult.AlreadyBound:
                LeaveToItsHolder(held);
                return false;
            case LatchResult.Unreachable when held.Phase == SandboxPhase.Bound:
                // The same lease was asked for twice, and the other one has its answer: that one stands.
                return false;
            default:
                LoseHold(held);
                Move(held, SandboxPhase.Ending);
                effects.Add(new PoolEffect.Discard(sandbox, lease));
                return false;
        }
    }

    private Refusal NoShelf(LeaseRequest request)
    {
        var templates = TemplatesOf(request.Scope);
        return templates.Count == 0 ? Refusals.UnknownScope(_node, request.Scope)
            : request.ServedRevision > 0 ? Refusals.TemplateNotThereYet(_node, request.Template) : Refusals.UnknownTemplate(request.Template, templates);
    }

    private LeaseDecision TakeOrWait(Shelf shelf, LeaseRequest request, TimeSpan since, TimeSpan now)
    {
        shelf.Target.Arrived(request.Lease, now, Epoch + now, Limits.MaxRefilling);
        if (!MayTake(shelf, request.Session.Organization, now) || shelf.NextFor(LowestOf(request), BornBy(now)) is not { } next || (HasBoth(shelf) && NextOf(shelf, now) is not null))
        {
            return Wait(shelf, request, since, now);
        }

        _lastLease = now;
        Serve(shelf, request, next, now);
        return Give(next, request.Lease, ServedFrom.Warm);
    }

    private LeaseDecision Give(PooledSandbox sandbox, LeaseId lease, ServedFrom from)
    {
        Debug.Assert(sandbox.Lease is null, "A sandbox is given twice.");
        RefuseToOthers(sandbox, lease);
        (sandbox.Lease, sandbox.From) = (lease, from);
        _leases.Add(lease, sandbox);
        Move(sandbox, SandboxPhase.Binding);
        return LeaseDecision.Bind(sandbox);
    }

    /// <summary>A lease that we do not know holds it. Its agent says which, unless we leave anyway.</summary>
    private void LeaveToItsHolder(PooledSandbox sandbox)
    {
        LoseHold(sandbox);
        sandbox.AskAt = TimeSpan.Zero;
        Move(sandbox, _draining ? SandboxPhase.Bound : SandboxPhase.Found);
    }

    private void LoseHold(PooledSandbox sandbox)
    {
        if (sandbox.Lease is { } lease)
        {
            _leases.Remove(lease);
            (sandbox.Lease, sandbox.Session, sandbox.ClaimAt) = (null, null, null);
        }
    }

    private void Add(PooledSandbox sandbox)
    {
        _sandboxes.Add(sandbox.Name, sandbox);
        Taken += sandbox.Weight;
        Track(sandbox, 1);
    }

    private void Move(PooledSandbox sandbox, SandboxPhase phase)
    {
        Track(sandbox, -1);
        sandbox.Phase = phase;
        Track(sandbox, 1);
    }

    private void Track(PooledSandbox sandbox, int by)
    {
        sandbox.Shelf?.Count(sandbox, sandbox.Phase, by);
        sandbox.Shelf?.CountHeld(sandbox, by);
        CountBeyondIdle(sandbox, by);
        if (sandbox.Phase == SandboxPhase.Found)
        {
            _ = by > 0 ? _found.Add(sandbox) : _found.Remove(sandbox);
        }
    }

    private void Drop(PooledSandbox sandbox)
    {
        LoseHold(sandbox);
        Track(sandbox, -1);
        NoLongerAsking(sandbox);
        (_claiming, sandbox.Claiming) = (_claiming - (sandbox.Claiming ? 1 : 0), false);
        _sandboxes.Remove(sandbox.Name);
        Taken -= sandbox.Weight;
    }
}
