using System.Text.Json.Serialization;

namespace Sandboxes.Abstractions;

/// <summary>A template with its revisions: the one that is served, and during a rollout the one that is to take its place.</summary>
[GenerateSerializer, Immutable]
public sealed record TemplateEntry
{
    /// <summary>Nothing older is handed out.</summary>
    [Id(0)] public required TemplateSpec Served { get; init; }

    /// <summary>The revision that is being rolled out; null where none is.</summary>
    [Id(1)] public TemplateSpec? Coming { get; init; }

    /// <summary>The highest revision that there ever was, failed ones included: none is given twice.</summary>
    [Id(2)] public required int LastRevision { get; init; }

    /// <summary>The last rollout and what came of it; null where there was none.</summary>
    [Id(3)] public Rollout? Rollout { get; init; }

    /// <summary>What was asked for last: the coming revision, else the one that is served.</summary>
    [JsonIgnore]
    public TemplateSpec Newest => Coming ?? Served;
}

/// <summary>All templates that were put, at one moment. One small row in the storage, and a snapshot in every silo.</summary>
[GenerateSerializer, Immutable]
public sealed record TemplateRow
{
    /// <summary>Grows with every change; a silo keeps the highest that it heard of.</summary>
    [Id(0)] public long Version { get; init; }

    /// <summary>The highest revision of those that were deleted: a template that is put again under an old name begins above it.</summary>
    [Id(1)] public int Floor { get; init; }

    /// <summary>By name. A built-in one is among them once it was put.</summary>
    [Id(2)] public IReadOnlyDictionary<string, TemplateEntry> Templates { get; init; } = new Dictionary<string, TemplateEntry>();
}
