using Orleans.Concurrency;

namespace Sandboxes.Abstractions;

/// <summary>
/// The templates of the whole cluster, their revisions and their rollouts. One grain for all, key 0: they are few, rarely written, counted together, and read from each silo's snapshot.
/// </summary>
[Alias("template-catalog")]
public interface ITemplateCatalogGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Makes the template what the request says, whole. What sandboxes are made from begins a new revision where it changed; amounts and times hold at once. The same again changes nothing.
    /// </summary>
    ValueTask<Outcome<PutTemplate>> Put(TemplateSpec wanted, TemplateCondition condition);

    /// <summary>Removes a template; a built-in one goes back to its settings. One that is not there is no refusal.</summary>
    ValueTask<Outcome<TemplateDeleted>> Delete(string name, TemplateCondition condition);

    /// <summary>What is stored; null where that is not newer than <paramref name="known"/>.</summary>
    [AlwaysInterleave]
    ValueTask<TemplateRow?> Read(long known);
}

/// <summary>What must be so for a change to be made; nothing set: it is made in any case.</summary>
[GenerateSerializer, Immutable]
public sealed record TemplateCondition
{
    public static TemplateCondition None { get; } = new();

    /// <summary>The template must be there.</summary>
    [Id(0)] public bool MustExist { get; init; }

    /// <summary>It must not be there.</summary>
    [Id(1)] public bool MustNotExist { get; init; }

    /// <summary>Its newest revision must be one of these; null: whichever.</summary>
    [Id(2)] public IReadOnlyList<int>? Revisions { get; init; }
}

/// <summary>What a template became, and whether it was not there before.</summary>
[GenerateSerializer, Immutable]
public sealed record PutTemplate([property: Id(0)] TemplateEntry Entry, [property: Id(1)] bool Created);

[GenerateSerializer, Immutable]
public sealed record TemplateDeleted([property: Id(0)] bool WasThere);
