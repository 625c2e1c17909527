namespace Sandboxes.Abstractions;

/// <summary>Who ordered something, when, and why.</summary>
[GenerateSerializer, Immutable]
public sealed record OperatorOrder([property: Id(0)] string? Reason, [property: Id(1)] string By, [property: Id(2)] DateTimeOffset At);

/// <summary>What operators ordered for a shelf; nulls are what the template says.</summary>
[GenerateSerializer, Immutable]
public sealed record ShelfOrders
{
    /// <summary>Nothing is made for the shelf.</summary>
    [Id(0)] public OperatorOrder? Paused { get; init; }
    [Id(1)] public int? MinIdle { get; init; }
    [Id(2)] public int? MaxIdle { get; init; }

    /// <summary>It orders nothing.</summary>
    public bool IsEmpty() => this is { Paused: null, MinIdle: null, MaxIdle: null };
}

/// <summary>What operators ordered for a node. Each change has a higher version.</summary>
[GenerateSerializer, Immutable]
public sealed record NodeOrders
{
    /// <summary>Shelves of a node that may have orders.</summary>
    public const int MostShelves = 10_000;

    [Id(0)] public long Version { get; init; }

    /// <summary>The node hands out nothing and loses what is idle; what is bound lives until it ends.</summary>
    [Id(1)] public OperatorOrder? Drain { get; init; }

    /// <summary>By scope and template, as <see cref="ShelfName"/> writes them.</summary>
    [Id(2)] public IReadOnlyDictionary<string, ShelfOrders> Shelves { get; init; } = new Dictionary<string, ShelfOrders>();

    /// <summary>The key of a shelf in <see cref="Shelves"/>; neither part has a slash.</summary>
    public static string ShelfName(string scope, string template) => $"{scope}/{template}";
}
