using Orleans.Runtime.Placement;

namespace Sandboxes.Silo.Placement;

/// <summary>The silo with the node's name; the only one, where there is one; else one that the name always leads to.</summary>
internal sealed class ByNodeDirector(IClusterMembershipService membership) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        return Task.FromResult(silos.Length == 1 ? silos[0] : Choose(silos, NodeOf(target.GrainIdentity.Key.ToString()!)));
    }

    private SiloAddress Choose(SiloAddress[] silos, string node) =>
        silos.FirstOrDefault(silo => IsNamed(silo, node))
        ?? silos.OrderBy(silo => silo.GetConsistentHashCode()).ElementAt((int)(StableHash(node) % (uint)silos.Length));

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
