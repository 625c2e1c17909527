using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>The templates as this silo knows them: a snapshot, so that no lease has to ask for them.</summary>
public sealed class TemplateCatalog
{
    private readonly Dictionary<string, TemplateSpec> _templates;

    public TemplateCatalog(string defaultName, IEnumerable<TemplateSpec> templates)
    {
        _templates = templates.ToDictionary(template => template.Name);
        All = [.. _templates.Values];
        Default = _templates[defaultName];
    }

    public TemplateCatalog(IOptions<TemplateOptions> options) : this(options.Value.Default, BuiltInTemplates.From(options.Value)) { }

    /// <summary>The template of a request that names none.</summary>
    public TemplateSpec Default { get; }

    public IReadOnlyList<TemplateSpec> All { get; }

    public IEnumerable<string> Names => _templates.Keys;

    public TemplateSpec? Find(string? name) => name is null ? Default : _templates.GetValueOrDefault(name);
}
