using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What the orders of a node become.</summary>
internal static class NodeOrdersRules
{
    /// <summary>The orders with a change to one shelf's; a shelf that nothing is ordered for takes no room.</summary>
    public static NodeOrders With(this NodeOrders orders, string shelf, Func<ShelfOrders, ShelfOrders> change)
    {
        var changed = change(orders.Shelves.GetValueOrDefault(shelf) ?? new());
        var others = orders.Shelves.Where(of => of.Key != shelf);
        var shelves = (changed.IsEmpty() ? others : others.Append(new(shelf, changed))).ToDictionary();
        return shelves.Count > NodeOrders.MostShelves ? orders : orders with { Shelves = shelves };
    }

    public static bool SaysTheSameAs(this NodeOrders orders, NodeOrders other) =>
        orders.Drain == other.Drain
        && orders.Shelves.Count == other.Shelves.Count
        && orders.Shelves.All(shelf => other.Shelves.GetValueOrDefault(shelf.Key) == shelf.Value);
}
