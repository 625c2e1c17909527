namespace Sandboxes.Grains;

/// <summary>A node as the one who looks for a sandbox sees it.</summary>
internal readonly record struct NodeLevel(string Node, int Idle, int Target, int Waiting);

/// <summary>
/// In which order to ask nodes. The silo's own node first where it has enough idle: the path is the shortest. Else the better of two that are drawn, those with
/// idle ones before those without: whoever looks at the same levels at the same time does not run to the same node.
/// </summary>
internal static class Routing
{
    /// <summary><paramref name="draw"/> gives a number from 0 to below its argument.</summary>
    public static IReadOnlyList<string> Order(IReadOnlyList<NodeLevel> nodes, string self, Func<int, int> draw)
    {
        if (nodes.Count <= 1)
        {
            return nodes.Count == 0 ? [] : [nodes[0].Node];
        }

        var left = new List<NodeLevel>(nodes);
        var order = new List<string>(nodes.Count);
        Take(left, order, left.FindIndex(node => node.Node == self && HasEnough(node)));
        while (left.Count > 0)
        {
            Take(left, order, Better(left, draw));
        }

        return order;
    }

    private static void Take(List<NodeLevel> left, List<string> order, int index)
    {
        if (index >= 0)
        {
            order.Add(left[index].Node);
            left.RemoveAt(index);
        }
    }

    private static bool HasEnough(NodeLevel node) => node.Idle > 0 && node.Idle * 2 >= node.Target;

    private static int Better(List<NodeLevel> left, Func<int, int> draw)
    {
        var idle = left.Count(node => node.Idle > 0);
        var (one, other) = (Drawn(left, idle, draw), Drawn(left, idle, draw));
        return IsBetter(left[other], left[one]) ? other : one;
    }

    /// <summary>Drawn from those with idle ones, where there are any.</summary>
    private static int Drawn(List<NodeLevel> left, int idle, Func<int, int> draw)
    {
        var nth = draw(idle == 0 ? left.Count : idle);
        return idle == 0 ? nth : left.FindIndex(node => node.Idle > 0 && nth-- == 0);
    }

    private static bool IsBetter(NodeLevel one, NodeLevel other) =>
        one.Idle != other.Idle ? one.Idle > other.Idle : one.Waiting < other.Waiting;
}
