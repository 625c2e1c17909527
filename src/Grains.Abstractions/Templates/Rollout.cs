namespace Sandboxes.Abstractions;

/// <summary>How far a rollout has come.</summary>
public enum RolloutState
{
    /// <summary>Both revisions are handed out, the new one where there is one.</summary>
    Running,

    /// <summary>Only the new revision is handed out.</summary>
    Done,

    /// <summary>The old revision stays.</summary>
    Failed,
}

/// <summary>The way of a revision into the pools.</summary>
[GenerateSerializer, Immutable]
public sealed record Rollout
{
    [Id(0)] public required int Revision { get; init; }

    /// <summary>The revision that is served until it is done, and if it fails.</summary>
    [Id(1)] public required int From { get; init; }
    [Id(2)] public required RolloutState State { get; init; }
    [Id(3)] public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it fails if it is not done by then.</summary>
    [Id(4)] public required DateTimeOffset Deadline { get; init; }
    [Id(5)] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed.</summary>
    [Id(6)] public string? Reason { get; init; }
}

/// <summary>How far a node is with the newest revision, over all of its shelves.</summary>
/// <param name="Node">The node.</param>
/// <param name="State">Running where one of its shelves is not done.</param>
/// <param name="Stale">Idle and starting ones of other revisions.</param>
[GenerateSerializer, Immutable]
public sealed record NodeRollout([property: Id(0)] string Node, [property: Id(1)] RolloutState State, [property: Id(2)] int Stale);

/// <summary>A template as an organization sees it.</summary>
[GenerateSerializer, Immutable]
public sealed record TemplateView([property: Id(0)] TemplateSpec Template)
{
    /// <summary>The last rollout; null where there was none.</summary>
    [Id(1)] public Rollout? Rollout { get; init; }

    /// <summary>While a rollout runs, how far each node is.</summary>
    [Id(2)] public IReadOnlyList<NodeRollout> Nodes { get; init; } = [];
}
