using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

public sealed partial class OrganizationScopes
{
    /// <summary>What stands on the shelves: each of the templates for each scope, with what is rolled out.</summary>
    public IReadOnlyList<ShelfTemplate> Shelves(IEnumerable<TemplateEntry> entries) =>
        [.. entries.SelectMany(entry => All.Select(scope => new ShelfTemplate(OnShelf(scope, entry.Served), entry.Coming is { } coming ? OnShelf(scope, coming) : null)))];
}
