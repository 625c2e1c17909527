using System.Diagnostics;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

public sealed partial class Pool
{
    /// <summary>From the word that a sandbox wipes itself until its proof must be here; in doubt it is destroyed. Longer than its own deadline, 10 s.</summary>
    public static readonly TimeSpan LongestWipe = TimeSpan.FromSeconds(15);

    /// <summary>Whether an end leaves a sandbox that is worth wiping: its user or the session's time ended it, not a fault.</summary>
    public static bool IsInOrder(EndReason reason) => reason is EndReason.Released or EndReason.IdleTimeout or EndReason.Unused;

    /// <summary>The lease ended in order, and its sandbox wipes itself. It is kept where it may be used again and the shelf has room for it, else destroyed.</summary>
    public void Wiping(string name, LeaseId lease, TimeSpan now, List<PoolEffect> effects)
    {
        if (!_sandboxes.TryGetValue(name, out var sandbox) || sandbox.Phase != SandboxPhase.Bound || sandbox.Lease != lease)
        {
            return;
        }

        if (!MayReturn(sandbox, now))
        {
            Retire(sandbox, effects);
            return;
        }

        sandbox.UsedBy = sandbox.Session?.Organization;
        LoseHold(sandbox);
        sandbox.WipedBy = now + LongestWipe;
        Move(sandbox, SandboxPhase.Wiping);
        effects.Add(new PoolEffect.Wipe(name, lease));
    }

    /// <summary>What its wipe came to. Only a proof brings it back.</summary>
    public void Wiped(string name, WipeOutcome outcome, TimeSpan now, List<PoolEffect> effects)
    {
        if (!_sandboxes.TryGetValue(name, out var sandbox) || sandbox.Phase != SandboxPhase.Wiping)
        {
            return;
        }

        sandbox.Uses++;
        if (outcome != WipeOutcome.Proved || IsClosing || IsOutgoing(sandbox) || sandbox.IsCondemned)
        {
            Retire(sandbox, effects);
            return;
        }

        sandbox.TouchedAt = now;
        Move(sandbox, SandboxPhase.Idle);
        Offer(sandbox, null, now, effects);
    }

    /// <summary>Whether a sandbox is for others than a lease that bound it once: that was wiped. Not while that goes on.</summary>
    public bool HasOutlived(string name, LeaseId lease) =>
        _sandboxes.TryGetValue(name, out var sandbox) && (sandbox.Lease is { } other ? other != lease : sandbox.Phase == SandboxPhase.Idle);

    /// <summary>Whether a sandbox of so many uses may be for one lease more, whoever says so.</summary>
    private static bool MayBeUsedAgain(Shelf shelf, int uses)
    {
        Debug.Assert(uses >= 0, "A sandbox has fewer uses than none.");
        return uses < shelf.Template.MaxUses;
    }

    private bool MayReturn(PooledSandbox sandbox, TimeSpan now) =>
        sandbox is { Shelf: { } shelf, IsCondemned: false } && !IsClosing && !IsOutgoing(sandbox) && MayBeUsedAgain(shelf, sandbox.Uses + 1) && sandbox.BornAt > BornBy(now) && HasRoom(shelf.Levels(BornBy(now)));

    private static bool HasRoom(in ShelfLevels levels) =>
        levels.Idle + levels.Found + levels.Starting - levels.StartingCold < Math.Max(levels.Target, levels.MostIdle) + levels.Waiting + levels.Cold;

    /// <summary>The scopes of shelves see to it. Were they ever wrong, the lease fails.</summary>
    private static void RefuseToOthers(PooledSandbox sandbox, LeaseId lease)
    {
        if (sandbox.UsedBy is { } owner && lease.Session?.Organization is { } asks && owner != asks)
        {
            throw new InvalidOperationException($"Sandbox {sandbox.Name} was used by one organization and is asked for by another.");
        }
    }

    /// <summary>A tick follows every lease, and mostly nothing is being wiped: then no sandbox is looked at.</summary>
    private bool AnyWiping()
    {
        foreach (var shelf in _shelves.Values)
        {
            if (shelf.Wiping > 0)
            {
                return true;
            }
        }

        return false;
    }

    private void EndLateWipes(TimeSpan now, List<PoolEffect> effects)
    {
        if (!AnyWiping())
        {
            return;
        }

        foreach (var sandbox in _sandboxes.Values)
        {
            if (sandbox.Phase == SandboxPhase.Wiping && sandbox.WipedBy <= now)
            {
                Retire(sandbox, effects);
            }
        }
    }
}
