using System.Collections.Frozen;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>The templates as this silo knows them: a snapshot, so that no lease has to ask for them. The settings' own, and over them what operators put.</summary>
public sealed class TemplateCatalog
{
    private readonly Dictionary<string, TemplateEntry> _builtIn;
    private readonly string _defaultName;
    private readonly Lock _lock = new();
    private volatile Snapshot _snapshot;

    /// <summary>These and no others, ever.</summary>
    public TemplateCatalog(string defaultName, IEnumerable<TemplateSpec> templates) : this(defaultName, templates, true) { }

    /// <summary>Those of the settings, until the cluster's are heard of.</summary>
    public TemplateCatalog(IOptions<TemplateOptions> options) : this(options.Value.Default, BuiltInTemplates.From(options.Value), false) { }

    private TemplateCatalog(string defaultName, IEnumerable<TemplateSpec> templates, bool isLoaded)
    {
        _builtIn = templates.ToDictionary(template => template.Name, template => new TemplateEntry { Served = template, LastRevision = template.Revision });
        _defaultName = defaultName;
        _snapshot = new(isLoaded ? 0 : -1, _builtIn.ToFrozenDictionary(), [.. _builtIn.Values.Select(entry => entry.Served)]);
    }

    /// <summary>Grows with every change; -1 until the cluster's templates were heard of.</summary>
    public long Version => _snapshot.Version;

    /// <summary>Whether the cluster's templates were heard of. Until then nobody can say which sandboxes are to be kept.</summary>
    public bool IsLoaded => _snapshot.Version >= 0;

    /// <summary>The template of a request that names none.</summary>
    public TemplateSpec Default => _snapshot.Entries[_defaultName].Served;

    /// <summary>What is served.</summary>
    public IReadOnlyList<TemplateSpec> All => _snapshot.Served;

    public IEnumerable<TemplateEntry> Entries => _snapshot.Entries.Values.OrderBy(entry => entry.Served.Name, StringComparer.Ordinal);

    public IEnumerable<string> Names => _snapshot.Served.Select(template => template.Name);

    public TemplateSpec? Find(string? name) => name is null ? Default : Entry(name)?.Served;

    public TemplateEntry? Entry(string name) => _snapshot.Entries.GetValueOrDefault(name);

    /// <summary>A revision that is served or being rolled out; null where it is neither.</summary>
    public TemplateSpec? Find(string name, int revision) => Entry(name) is not { } entry ? null
        : entry.Served.Revision == revision ? entry.Served
        : entry.Coming?.Revision == revision ? entry.Coming : null;

    /// <summary>The template as the settings have it; null where they have none of that name.</summary>
    public TemplateEntry? BuiltIn(string name) => _builtIn.GetValueOrDefault(name);

    public int BuiltIns => _builtIn.Count;

    /// <summary>What the cluster has. What is not newer than what is known changes nothing.</summary>
    public void Follow(TemplateRow row)
    {
        lock (_lock)
        {
            if (row.Version > _snapshot.Version)
            {
                var entries = new Dictionary<string, TemplateEntry>(_builtIn);
                foreach (var (name, entry) in row.Templates)
                {
                    entries[name] = entry;
                }

                _snapshot = new(row.Version, entries.ToFrozenDictionary(), [.. entries.Values.Select(entry => entry.Served)]);
            }
        }
    }

    private sealed record Snapshot(long Version, FrozenDictionary<string, TemplateEntry> Entries, IReadOnlyList<TemplateSpec> Served);
}
