using System.Collections.Concurrent;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What this silo last heard of the pools. It may be stale: the pool's own answer is final.</summary>
public sealed class PoolDirectory
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<PoolView>> _pools = new();
    private volatile string[] _nodes = [];

    /// <summary>Nodes that a lease may be asked of, in the order of their names.</summary>
    public IReadOnlyList<string> Nodes => _nodes;

    public IEnumerable<PoolView> Pools => _pools.Values.SelectMany(pools => pools);

    public void Publish(string node, IReadOnlyList<PoolView> pools)
    {
        _pools[node] = pools;
        if (!_nodes.Contains(node))
        {
            _nodes = [.. _pools.Keys.Order(StringComparer.Ordinal)];
        }
    }

    public void Remove(string node)
    {
        _pools.TryRemove(node, out _);
        _nodes = [.. _pools.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Nodes in the order in which a session asks them for a template: those with most idle ones first, then the shortest queue.</summary>
    public IReadOnlyList<string> Route(string template) => _nodes.Length <= 1
        ? _nodes
        : [.. _nodes.OrderByDescending(node => Level(node, template)?.Idle ?? 0).ThenBy(node => Level(node, template)?.Waiting ?? 0)];

    private PoolView? Level(string node, string template) =>
        _pools.TryGetValue(node, out var pools) ? pools.FirstOrDefault(pool => pool.Template == template) : null;
}
