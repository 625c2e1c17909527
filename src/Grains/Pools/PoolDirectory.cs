using System.Collections.Concurrent;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What this silo last heard of the pools of all nodes. It may be stale: the pool's own answer is final.</summary>
public sealed partial class PoolDirectory(NodePresence presence, TimeProvider time)
{
    /// <summary>A pool that has said nothing for this long is not asked for a lease.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(10);

    /// <summary>A node that is away is listed for this long.</summary>
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Heard> _heard = new();

    /// <summary>Gives a number from 0 to below its argument: a simulation draws its own, so that a run can be repeated.</summary>
    internal Func<int, int> Draw { get; init; } = Random.Shared.Next;

    /// <summary>Every node that was heard of lately, with its state: ready, draining or away.</summary>
    public IReadOnlyList<NodeView> Nodes => [.. _heard.Values
        .Where(heard => Since(heard) < ForgottenAfter)
        .Select(heard => IsThere(heard) ? heard.Report.Node : heard.Report.Node with { State = NodeStates.Away })
        .OrderBy(node => node.Node, StringComparer.Ordinal)];

    /// <summary>Whether some node could serve a lease.</summary>
    public bool Ready => _heard.Values.Any(heard => Takes(heard) && heard.Report.Pools.Any(pool => pool.Idle > 0 || pool.Breaker != "open"));

    public void Publish(NodeReport report) => _heard[report.Node.Node] = new(report, Levels(report), time.GetTimestamp());

    /// <summary>Nodes in the order in which a session asks them for a template on the scope's shelves; none that is away, draining or silent.</summary>
    public IReadOnlyList<string> Route(string scope, string template)
    {
        var levels = new List<NodeLevel>(_heard.Count);
        foreach (var (node, heard) in _heard)
        {
            if (Takes(heard))
            {
                levels.Add(heard.Levels.TryGetValue(new(scope, template), out var level) ? level : new(node, 0, 0, 0));
            }
        }

        return Routing.Order(levels, presence.Self, Draw);
    }

    private static Dictionary<ShelfKey, NodeLevel> Levels(NodeReport report) =>
        report.Pools.ToDictionary(pool => new ShelfKey(pool.Scope, pool.Template), pool => new NodeLevel(report.Node.Node, pool.Idle, pool.Target, pool.Waiting));

    private bool Takes(Heard heard) => heard.Report.Node.State == NodeStates.Ready && IsThere(heard);

    private bool IsThere(Heard heard) => Since(heard) < SilentAfter && presence.IsHere(heard.Report.Node.Node);

    private TimeSpan Since(Heard heard) => time.GetElapsedTime(heard.At);

    private sealed record Heard(NodeReport Report, Dictionary<ShelfKey, NodeLevel> Levels, long At);
}

/// <summary>States of a node, as callers see them.</summary>
public static class NodeStates
{
    /// <summary>It takes new sandboxes.</summary>
    public const string Ready = "ready";

    /// <summary>It is being emptied: what is idle goes, what is bound stays until it ends.</summary>
    public const string Draining = "draining";

    /// <summary>It does not answer: it takes nothing new, and what it has may still be there.</summary>
    public const string Away = "away";
}
