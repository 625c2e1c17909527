using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>Whose shelves an organization draws from, and which shelves there are: the one place where that is decided.</summary>
public sealed partial class OrganizationScopes
{
    private readonly OrganizationsOptions _organizations;
    private readonly int _sharing;

    public OrganizationScopes(OrganizationsOptions organizations)
    {
        _organizations = organizations;
        _sharing = organizations.Named.Keys.Append(OrganizationsOptions.Default).Distinct().Count(organization => Of(organization) == Scopes.Shared);
        Shares = new(organizations);
        All = [.. organizations.Named.Keys.Append(OrganizationsOptions.Default).Select(Of).Distinct().Order(StringComparer.Ordinal)];
    }

    public OrganizationScopes(IOptions<OrganizationsOptions> organizations) : this(organizations.Value) { }

    /// <summary>What each may have of what all share.</summary>
    public OrganizationShares Shares { get; }

    /// <summary>Every scope that an organization draws from. <see cref="Scopes.Shared"/> is among them only where one shares.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>
    /// The organization's own scope if it is dedicated, else that which all share. Where all are dedicated unless they say otherwise, so is one that is not named here; it has no shelf before it is, rather than another's.
    /// </summary>
    public string Of(string organization) => _organizations.Of(organization).Dedicated ?? _organizations.DedicatedByDefault ? organization : Scopes.Shared;

    /// <summary>What stands on the shelves: each of the templates for each scope.</summary>
    public IReadOnlyList<TemplateSpec> Shelves(IReadOnlyList<TemplateSpec> templates) => [.. All.SelectMany(scope => templates.Select(template => OnShelf(scope, template)))];

    /// <summary>A template as the organization has it.</summary>
    public TemplateSpec TemplateFor(string organization, TemplateSpec template) => OnShelf(Of(organization), template);

    /// <summary>One that is not kept warm has a shelf with none idle, so that whoever waits, or asks for a cold one, has it made.</summary>
    private TemplateSpec OnShelf(string scope, TemplateSpec template) => IsKeptWarm(scope, template.Name)
        ? template with { Scope = scope, MaxUses = MaxUses(scope, template) }
        : template with { Scope = scope, MaxUses = MaxUses(scope, template), MinIdle = 0, MaxIdle = 0, Schedules = [] };

    /// <summary>A sandbox that one organization used is never given to another: where several share a shelf, none of it is used again.</summary>
    private int MaxUses(string scope, TemplateSpec template) => scope == Scopes.Shared && _sharing > 1 ? 1 : template.MaxUses;

    private bool IsKeptWarm(string scope, string template) => scope == Scopes.Shared || _organizations.Of(scope).Templates?.Contains(template) != false;
}
