using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>What must be so once nothing has gone wrong for a while and nobody wants anything any more.</summary>
internal sealed partial class Liveness(World world)
{
    private Violation? _first;

    /// <summary>What is not as it must be now; null: nothing.</summary>
    public Violation? Judge()
    {
        _first = null;
        JudgeAll();
        return _first;
    }

    private void JudgeAll()
    {
        foreach (var (session, stored) in world.Rows.Rows)
        {
            Require(!stored.Row.IsActive, "row-left", $"The row of {session} is still active with {stored.Row.Sandbox.Name}.");
        }

        JudgeTemplates();
        foreach (var node in world.Nodes)
        {
            Judge(node);
        }
    }

    private void Judge(SimNode node)
    {
        var pools = world.Cluster.Activations.Where(activation => activation.IsAlive && activation.Key == new GrainKey(GrainKind.Pool, node.Name)).ToList();
        Require(pools.Count == 1, "pools", $"Node {node.Name} has {pools.Count} pools.");
        if (pools.Count != 1)
        {
            return;
        }

        var pool = Internals.Rules((NodePoolGrain)pools[0].Grain);
        foreach (var shelf in Internals.Shelves(pool).Values)
        {
            Judge(node, pool, shelf);
        }

        var known = Internals.Sandboxes(pool);
        foreach (var living in node.Sandboxes.Values)
        {
            Require(known.ContainsKey(living.Id.Name), "leaked", $"{living.Id.Name} lives on {node.Name}, and its pool does not know it.");
        }

        foreach (var believed in known.Values)
        {
            Require(node.Sandboxes.ContainsKey(believed.Name) || believed.Phase == SandboxPhase.Starting, "believed", $"The pool of {node.Name} believes in {believed.Name} ({believed.Phase}), which is gone.");
        }
    }

    private void Judge(SimNode node, Pool pool, Shelf shelf)
    {
        var target = shelf.Target.Current;
        var counts = $"{shelf.Idle.Count} idle, {shelf.Starting} starting, {shelf.Found} found, {shelf.Bound} bound, {shelf.Ending} ending; target {target.Count} by {target.Bound}; minIdle {shelf.Template.MinIdle}; {shelf.LastDecision}";
        // Where a full quota held up the rollout that was to mend it, what is served may be a revision that never starts. Where the quota had room a moment ago, a shelf looks again when its pause is over.
        var full = HasNoRoom(pool, shelf) || world.IsQuotaFull(shelf.Key.Scope) || shelf.LastDecision == PoolDecision.HeldByQuota || !Deployer.Starts(shelf.Template);
        // Where the node has no room for all shelves, what is kept has its part of it like what is asked for, and only the pool knows how large that is.
        var kept = world.Topology.IsRoomy ? Reserved(shelf) : Math.Min(Reserved(shelf), shelf.TargetIdle);
        var wanted = Math.Min(Math.Max(target.Count, kept), shelf.Template.MaxTotal);
        JudgeRevisions(node, shelf, full);
        Require(full || Reserved(shelf) >= shelf.Idle.Count || shelf.Waiting.Count == 0, "waits", $"{shelf.Waiting.Count} callers wait; shelf {shelf.Key} of {node.Name} has {counts}; {pool.Count} of {pool.Limits.Capacity}.");
        Require(shelf.Bound + shelf.Found + shelf.Wiping + shelf.Ending == 0, "not-settled", $"Shelf {shelf.Key} of {node.Name} has {counts}.");
        Require(full || shelf.Idle.Count >= wanted, "below-target", $"Shelf {shelf.Key} of {node.Name} has {counts}.");
        Require(shelf.Idle.Count <= Math.Max(wanted, shelf.Target.MostIdle) + 1, "above-target", $"Shelf {shelf.Key} of {node.Name} has {counts}.");
    }

    private static bool HasNoRoom(Pool pool, Shelf shelf) =>
        pool.Count >= pool.Limits.Capacity || !(pool.Taken + shelf.Weight).Fits(pool.Limits.Room);

    /// <summary>What is kept on it for those who share it: now that nobody holds anything, all of their reserves.</summary>
    private int Reserved(Shelf shelf) => SafetyChecks.KeepsReserves(shelf) ? world.Topology.Reserved.Sum() : 0;

    private void Require(bool holds, string kind, string sentence)
    {
        if (!holds)
        {
            _first ??= new(kind, sentence);
        }
    }
}
