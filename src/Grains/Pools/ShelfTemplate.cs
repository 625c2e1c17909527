using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What is to stand on a shelf: the revision that is served, and the one that is to take its place; both with the shelf's scope.</summary>
public sealed record ShelfTemplate(TemplateSpec Served, TemplateSpec? Coming = null);
