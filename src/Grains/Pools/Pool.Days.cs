using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

public sealed partial class Pool
{
    /// <summary>The most shelves whose times of day are remembered beyond this activation, about a kilobyte each; those that needed the most.</summary>
    public const int MostRemembered = 128;

    private Dictionary<string, byte[]> _recalled = [];

    /// <summary>What an earlier activation remembered, by the name of the shelf. A shelf that comes later gets its part when it does.</summary>
    public void Recall(IReadOnlyDictionary<string, byte[]> days)
    {
        _recalled = days.Take(MostRemembered).ToDictionary();
        foreach (var shelf in _shelves.Values)
        {
            Recall(shelf);
        }
    }

    /// <summary>What is to be recalled by the next activation.</summary>
    public Dictionary<string, byte[]> Remember(DateTimeOffset wall) => _shelves.Values
        .Select(shelf => (Name: NameOf(shelf), Known: shelf.Target.Remember(wall)))
        .Where(shelf => shelf.Known is not null)
        .OrderByDescending(shelf => shelf.Known!.Value.Total)
        .Take(MostRemembered)
        .ToDictionary(shelf => shelf.Name, shelf => shelf.Known!.Value.Days);

    private void Recall(Shelf shelf)
    {
        if (_recalled.Remove(NameOf(shelf), out var days))
        {
            shelf.Target.Recall(days);
        }
    }

    private static string NameOf(Shelf shelf) => NodeOrders.ShelfName(shelf.Key.Scope, shelf.Key.Template);
}
