using Orleans.Runtime.Placement;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Placement;

/// <summary>
/// The silo with the node's name. Where nodes are silos there is no other: it is there, or the node is away. Elsewhere every silo reaches every node, and a node without a silo of
/// its name is served by one that the name always leads to.
/// </summary>
internal sealed class ByNodeDirector(IClusterMembershipService membership, ISandboxRuntime runtime) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var node = NodeOf(target.GrainIdentity.Key.ToString()!);
        var silos = context.GetCompatibleSilos(target);
        var silo = Named(silos, node) ?? (runtime.NodesAreSilos ? throw new NodeAwayException(node) : Other(silos, node));
        return Task.FromResult(silo);
    }

    /// <summary>A silo that was started again comes beside its predecessor until that one is known to be dead: the later one is meant.</summary>
    private SiloAddress? Named(SiloAddress[] silos, string node) =>
        silos.Where(silo => IsNamed(silo, node)).MaxBy(silo => silo.Generation);

    private static SiloAddress Other(SiloAddress[] silos, string node) =>
        silos.OrderBy(silo => silo.GetConsistentHashCode()).ElementAt((int)(StableHash(node) % (uint)silos.Length));

    private bool IsNamed(SiloAddress silo, string node) =>
        membership.CurrentSnapshot.Members.TryGetValue(silo, out var member) && member.Name == node;

    private static string NodeOf(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? key : key[..slash];
    }

    /// <summary>FNV-1a: the same on every silo, unlike the framework's.</summary>
    private static uint StableHash(string text)
    {
        var hash = 2166136261u;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return hash;
    }
}
