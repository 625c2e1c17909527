using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>Templates as organizations see them.</summary>
internal sealed class TemplateViews(OrganizationScopes scopes, PoolDirectory pools)
{
    public TemplateView Of(string organization, TemplateEntry entry) => new(scopes.TemplateFor(organization, entry.Newest))
    {
        Rollout = entry.Rollout,
        Nodes = entry.Coming is { } coming ? [.. pools.ShelvesOf(coming.Name).GroupBy(shelf => shelf.Node).Select(node => OfNode(node.Key, [.. node], coming.Revision))] : [],
    };

    private static NodeRollout OfNode(string node, IReadOnlyList<PoolView> shelves, int revision)
    {
        var states = shelves.Select(shelf => shelf.Revision == revision ? shelf.Rollout ?? RolloutState.Running : RolloutState.Running).ToList();
        var state = states.Contains(RolloutState.Failed) ? RolloutState.Failed : states.Contains(RolloutState.Running) ? RolloutState.Running : RolloutState.Done;
        return new(node, state, shelves.Sum(shelf => shelf.Stale));
    }
}
