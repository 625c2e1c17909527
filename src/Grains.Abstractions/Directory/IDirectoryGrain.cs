namespace Sandboxes.Abstractions;

/// <summary>What this silo knows of the cluster, for lists and readiness. A stateless worker; key 0.</summary>
[Alias("directory")]
public interface IDirectoryGrain : IGrainWithIntegerKey
{
    ValueTask<IReadOnlyList<TemplateView>> Templates(string organization);

    ValueTask<IReadOnlyList<NodeView>> Nodes();

    /// <summary>Sessions of an organization in the order of their ids after <paramref name="afterId"/>, at most <paramref name="most"/> (1 to 1,000).</summary>
    ValueTask<SessionPage> Sessions(string organization, SessionState? state, string? template, string? afterId, int most);

    /// <summary>Whether a lease could be served: some node has an idle sandbox, or may make one.</summary>
    ValueTask<bool> Ready();
}

[GenerateSerializer, Immutable]
public sealed record SessionPage([property: Id(0)] IReadOnlyList<SessionView> Sessions, [property: Id(1)] string? NextAfterId);

/// <summary>A node: a place that sandboxes run on.</summary>
[GenerateSerializer, Immutable]
public sealed record NodeView
{
    [Id(0)] public required string Node { get; init; }
    [Id(1)] public required string Runtime { get; init; }

    /// <summary>ready, draining or away.</summary>
    [Id(2)] public required string State { get; init; }

    /// <summary>The most sandboxes that it takes.</summary>
    [Id(3)] public required int Capacity { get; init; }
    [Id(4)] public required int Used { get; init; }

    /// <summary>What contains the sandboxes of this node, and what is not contained; a line each.</summary>
    [Id(5)] public IReadOnlyList<string> Containment { get; init; } = [];

    /// <summary>Set where nothing isolates (ISOLATION=none): shown in every answer.</summary>
    [Id(6)] public string? Warning { get; init; }

    /// <summary>Who drained it, when and why; null where no operator did.</summary>
    [Id(10)] public OperatorOrder? Drain { get; init; }

    /// <summary>closed, open or half-open: whether creations fail on several of its shelves.</summary>
    [Id(11)] public string Breaker { get; init; } = "closed";

    /// <summary>What the limits of its sandboxes may come to; null where the runtime knows no more than their number.</summary>
    [Id(12)] public Resources? Room { get; init; }

    /// <summary>What the limits of its sandboxes come to.</summary>
    [Id(13)] public Resources Taken { get; init; }
}
