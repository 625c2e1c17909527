using System.Collections.Concurrent;

namespace Sandboxes.Grains;

/// <summary>What operators and users must know of a node, such as that nothing isolates on it.</summary>
public sealed class NodeWarnings
{
    private readonly ConcurrentDictionary<string, string> _warnings = new();

    public void Set(string node, string warning) => _warnings[node] = warning;

    public string? Of(string node) => _warnings.GetValueOrDefault(node);
}
