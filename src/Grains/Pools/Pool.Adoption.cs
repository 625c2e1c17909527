using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

public sealed partial class Pool
{
    /// <summary>Agents of found sandboxes that are asked at a time.</summary>
    public const int MostAsking = 16;

    /// <summary>Sessions that are asked about their leases at a time.</summary>
    public const int MostClaiming = 16;

    /// <summary>Silences of a found sandbox's agent after which it is retired, should its latch ever answer.</summary>
    public const int MostSilences = 5;

    /// <summary>How often a session is asked whether it still holds its lease: whoever ended it may not have reached the sandbox.</summary>
    public static readonly TimeSpan ClaimEvery = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    private readonly HashSet<PooledSandbox> _found = [];
    private int _asking;
    private int _claiming;
    private bool _adopted;
    private TimeSpan _nextClaims;

    /// <summary>What the agent of a found sandbox says. Null: it did not answer.</summary>
    public void Answered(string name, SandboxStatus? status, TimeSpan now, List<PoolEffect> effects)
    {
        if (_sandboxes.TryGetValue(name, out var sandbox) && sandbox.Asking)
        {
            NoLongerAsking(sandbox);
            if (sandbox.Phase == SandboxPhase.Found)
            {
                Place(sandbox, status, now, effects);
            }
        }

        AskFound(now, effects);
    }

    /// <summary>Whether the session holds the lease. Null: it could not say. A no is final, so the sandbox is ended.</summary>
    public void Claimed(string name, LeaseId lease, bool? held, TimeSpan now, List<PoolEffect> effects)
    {
        if (!_sandboxes.TryGetValue(name, out var sandbox) || !sandbox.Claiming)
        {
            return;
        }

        (sandbox.Claiming, _claiming) = (false, _claiming - 1);
        sandbox.ClaimAt = now + (held is null ? AgainAfter : ClaimEvery);
        if (held == false && sandbox.Phase == SandboxPhase.Bound && sandbox.Lease == lease)
        {
            effects.Add(new PoolEffect.End(name, lease, null, EndReason.Released));
            Move(sandbox, SandboxPhase.Ending);
        }

        AskClaims(now, effects);
    }

    private Shelf? ShelfOf(FoundSandbox found)
    {
        if (found.Template is not { } template || !_shelves.TryGetValue(new(found.Scope, template), out var shelf) || found.Revision < shelf.Floor)
        {
            return null;
        }

        shelf.IsSettled &= found.Revision == shelf.Wanted.Revision;
        return shelf;
    }

    private void AskFound(TimeSpan now, List<PoolEffect> effects)
    {
        if (_asking >= MostAsking)
        {
            return;
        }

        foreach (var sandbox in _found)
        {
            if (_asking < MostAsking && !sandbox.Asking && sandbox.AskAt <= now)
            {
                (sandbox.Asking, _asking) = (true, _asking + 1);
                effects.Add(new PoolEffect.Ask(sandbox.Name));
            }
        }
    }

    private void Place(PooledSandbox sandbox, SandboxStatus? status, TimeSpan now, List<PoolEffect> effects)
    {
        switch (status)
        {
            case null:
                Unanswered(sandbox, now, effects);
                break;
            case { Lease: { } lease }:
                Hold(sandbox, lease, effects);
                break;
            default:
                sandbox.Uses = status.Generation - 1;
                Shelve(sandbox, status.Age, now, effects);
                break;
        }
    }

    private void Unanswered(PooledSandbox sandbox, TimeSpan now, List<PoolEffect> effects)
    {
        sandbox.AskAt = now + AgainAfter;
        if (++sandbox.Silences >= MostSilences)
        {
            Retire(sandbox, effects);
        }
    }

    private void Shelve(PooledSandbox sandbox, TimeSpan age, TimeSpan now, List<PoolEffect> effects)
    {
        if (_draining || sandbox.Shelf is null || IsBelowFloor(sandbox) || !MayBeUsedAgain(sandbox.Shelf, sandbox.Uses))
        {
            Retire(sandbox, effects);
            return;
        }

        (sandbox.TouchedAt, sandbox.BornAt) = (now, now - age);
        Move(sandbox, SandboxPhase.Idle);
        Offer(sandbox, null, now, effects);
    }

    /// <summary>It stays with its lease; the session is asked whether it still wants it. A lease that holds another one here as well is left to its deadline.</summary>
    private void Hold(PooledSandbox sandbox, LeaseId lease, List<PoolEffect> effects)
    {
        sandbox.Holder = lease.Session?.Organization;
        Move(sandbox, SandboxPhase.Bound);
        if (!_leases.TryAdd(lease, sandbox))
        {
            return;
        }

        (sandbox.Lease, sandbox.Session, sandbox.ClaimAt) = (lease, lease.Session, TimeSpan.Zero);
        _nextClaims = TimeSpan.Zero;
        if (_draining)
        {
            EndForDrain(sandbox, effects);
        }
    }

    private void AskClaims(TimeSpan now, List<PoolEffect> effects)
    {
        if (now < _nextClaims || _claiming >= MostClaiming || _draining)
        {
            return;
        }

        _nextClaims = now + AgainAfter;
        foreach (var sandbox in _sandboxes.Values)
        {
            AskClaim(sandbox, now, effects);
        }
    }

    private void AskClaim(PooledSandbox sandbox, TimeSpan now, List<PoolEffect> effects)
    {
        if (sandbox is not { Phase: SandboxPhase.Bound, Claiming: false, Lease: { } lease, Session: { } session })
        {
            return;
        }

        sandbox.ClaimAt ??= now + ClaimEvery;
        if (sandbox.ClaimAt > now)
        {
            return;
        }

        if (_claiming >= MostClaiming)
        {
            // One more is due: the next answer makes room for it.
            _nextClaims = TimeSpan.Zero;
            return;
        }

        (sandbox.Claiming, _claiming) = (true, _claiming + 1);
        effects.Add(new PoolEffect.Claim(sandbox.Name, lease, session));
    }

    /// <summary>Whoever asked has its answer, or needs none any more.</summary>
    private void NoLongerAsking(PooledSandbox sandbox)
    {
        (_asking, sandbox.Asking) = (_asking - (sandbox.Asking ? 1 : 0), false);
    }
}
