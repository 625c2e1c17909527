using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Calm;

/// <summary>At the last look every node is ready and every pool holds what it should.</summary>
internal static class PoolsAtTarget
{
    public static IEnumerable<Violation> Check(Dossier evidence) => evidence.History.Final is not { } final
        ? []
        :
        [
            .. final.ExpectedNodes.Where(node => !final.Nodes.Any(seen => seen.Node == node && seen.State == "ready")).Select(node =>
                Violation.Of(ViolationKind.NotCalm, $"{node} is not ready", final.Nodes)),
            .. final.ExpectedNodes.Where(node => !final.Pools.Any(pool => pool.Node == node && pool.Target > 0)).Select(node =>
                Violation.Of(ViolationKind.NotCalm, $"{node} has no pool", final.Pools)),
            .. final.Pools.Where(pool => !IsCalm(pool)).Select(pool =>
                Violation.Of(ViolationKind.NotCalm, $"the pool of {pool.Template} on {pool.Node} is not at its target", pool)),
        ];

    private static bool IsCalm(PoolFacts pool) => pool.Idle == pool.Target && pool is { Starting: 0, Waiting: 0, Breaker: "closed" };
}
