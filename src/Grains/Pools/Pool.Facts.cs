using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

public sealed partial class Pool
{
    /// <summary>Whether somebody waits for a creation that was begun. Not whoever handed over: the next pool finds it.</summary>
    public bool IsStarting(string name) => !_closed && _sandboxes.TryGetValue(name, out var sandbox) && sandbox.Phase == SandboxPhase.Starting;

    /// <summary>A sandbox has booted and its kernels are warm.</summary>
    public void Started(string name, TimeSpan now, List<PoolEffect> effects)
    {
        if (!_sandboxes.TryGetValue(name, out var sandbox) || sandbox is not { Phase: SandboxPhase.Starting, Shelf: { } shelf })
        {
            return;
        }

        (shelf.Breaker, shelf.IsQuotaFull) = (Breaker.Succeeded(), false);
        shelf.Target.Started(now - sandbox.Since);
        NoteStarted(shelf, now - sandbox.Since);
        var reservedFor = sandbox.ReservedFor;
        (sandbox.TouchedAt, sandbox.BornAt) = (now, now);
        Move(sandbox, SandboxPhase.Idle);
        Condemn(sandbox);
        sandbox.ReservedFor = null;
        shelf.ComingStarted(sandbox);
        if (_draining || IsBelowFloor(sandbox))
        {
            MakeAnother(reservedFor);
            Retire(sandbox, effects);
            return;
        }

        Offer(sandbox, reservedFor, now, effects);
    }

    /// <summary>
    /// A creation failed. Whether something of it is there is unknown, so it is discarded. Where a quota is full (<see cref="EndReason.Quota"/>), whoever waits goes on waiting, for something of it may end
    /// meanwhile, and is told of the quota when its time is over.
    /// </summary>
    public void StartFailed(string name, EndReason reason, string? detail, TimeSpan now, List<PoolEffect> effects)
    {
        if (!_sandboxes.TryGetValue(name, out var sandbox) || sandbox is not { Phase: SandboxPhase.Starting, Shelf: { } shelf })
        {
            return;
        }

        if (reason == EndReason.Quota || !shelf.ComingFailed(sandbox, detail, Limits.RolloutFailures, now))
        {
            shelf.Breaker = shelf.Breaker.Failed(now);
            NoteFailed(shelf, reason, now);
        }

        (shelf.LastFailure, shelf.IsQuotaFull) = (detail, reason == EndReason.Quota);
        RefuseCold(sandbox, shelf, now, effects);
        Retire(sandbox, effects);
    }

    /// <summary>A sandbox is no more.</summary>
    public void Gone(string name, TimeSpan now, List<PoolEffect> effects)
    {
        if (!_sandboxes.TryGetValue(name, out var sandbox))
        {
            return;
        }

        if (sandbox.Phase == SandboxPhase.Starting)
        {
            StartFailed(name, EndReason.StartFailed, "It ended while it was starting.", now, effects);
        }

        Drop(sandbox);
    }

    /// <summary>The latch says that a lease holds it, so it was not removed.</summary>
    public void FoundBound(string name)
    {
        if (_sandboxes.TryGetValue(name, out var sandbox) && sandbox.Phase == SandboxPhase.Ending)
        {
            LeaveToItsHolder(sandbox);
        }
    }

    /// <summary>An idle one does not answer: in doubt, it is destroyed.</summary>
    public void Silent(string name, List<PoolEffect> effects)
    {
        if (_sandboxes.TryGetValue(name, out var sandbox) && sandbox.Phase == SandboxPhase.Idle && !_closed)
        {
            Retire(sandbox, effects);
        }
    }

    /// <summary>
    /// What the runtime has. <paramref name="asked"/> is when it was asked: what came after is not missing. Those that we do not know are counted, and their
    /// agents are asked where they belong.
    /// </summary>
    public void Listed(IReadOnlyCollection<FoundSandbox> listed, TimeSpan asked, TimeSpan now, List<PoolEffect> effects)
    {
        _adopted = true;
        var there = listed.Select(found => found.Id.Name).ToHashSet();
        foreach (var sandbox in _sandboxes.Values.Where(known => IsVanished(known, there, asked)).ToList())
        {
            Gone(sandbox.Name, now, effects);
        }

        foreach (var found in listed.Where(found => !_sandboxes.ContainsKey(found.Id.Name)))
        {
            var shelf = ShelfOf(found);
            Add(new(found.Id.Name, shelf, SandboxPhase.Found, now) { Revision = found.Revision, Weight = WeightOf(shelf, found.Revision) });
        }

        AskFound(now, effects);
        RetryEndings(asked, now, effects);
    }

    /// <summary>Nothing is left but what other pools' leases hold, which is not ours to end.</summary>
    public bool IsDrained => _draining && _sandboxes.Values.All(sandbox => sandbox is { Phase: SandboxPhase.Bound, Lease: null });

    /// <summary>Nothing is handed out any more, callers are turned away, and every sandbox is ended.</summary>
    public void Drain(List<PoolEffect> effects)
    {
        _draining = true;
        TurnAway(effects);
        foreach (var sandbox in _sandboxes.Values.ToList())
        {
            EndForDrain(sandbox, effects);
        }
    }

    /// <summary>Nothing is handed out and nothing is ended any more: whoever comes next on this node finds it all.</summary>
    public void Close(List<PoolEffect> effects)
    {
        _closed = true;
        TurnAway(effects);
    }

    private void TurnAway(List<PoolEffect> effects)
    {
        foreach (var node in _waiters.Values.ToList())
        {
            effects.Add(new PoolEffect.Refuse(node.Value.Request.Lease, Refusals.Draining(_node)));
            Unqueue(node);
        }
    }

    private void EndForDrain(PooledSandbox sandbox, List<PoolEffect> effects)
    {
        if (sandbox.Phase is SandboxPhase.Idle or SandboxPhase.Starting or SandboxPhase.Wiping)
        {
            Retire(sandbox, effects);
        }
        else if (sandbox.Lease is { } lease)
        {
            effects.Add(new PoolEffect.End(sandbox.Name, lease, sandbox.Session, EndReason.Drained));
            Move(sandbox, SandboxPhase.Ending);
        }
    }

    private static bool IsVanished(PooledSandbox known, HashSet<string> there, TimeSpan asked) =>
        known.Phase != SandboxPhase.Starting && known.Since < asked && !there.Contains(known.Name);

    /// <summary>An ending whose outcome never became known is tried again.</summary>
    private void RetryEndings(TimeSpan asked, TimeSpan now, List<PoolEffect> effects)
    {
        foreach (var sandbox in _sandboxes.Values)
        {
            if (sandbox.Phase == SandboxPhase.Ending && sandbox.TouchedAt + RetryEndingAfter < asked)
            {
                sandbox.TouchedAt = now;
                effects.Add(new PoolEffect.Retire(sandbox.Name));
            }
        }
    }

    private void Retire(PooledSandbox sandbox, List<PoolEffect> effects)
    {
        Move(sandbox, SandboxPhase.Ending);
        effects.Add(new PoolEffect.Retire(sandbox.Name));
    }

    private void RefuseCold(PooledSandbox sandbox, Shelf shelf, TimeSpan now, List<PoolEffect> effects)
    {
        if (sandbox.ReservedFor is { } lease && _waiters.TryGetValue(lease, out var node))
        {
            Unqueue(node);
            effects.Add(new PoolEffect.Refuse(lease, NotStarted(shelf, now)));
        }
    }

    private static readonly TimeSpan RetryEndingAfter = TimeSpan.FromSeconds(10);
}
