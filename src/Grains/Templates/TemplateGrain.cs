using Orleans.Placement;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

[PreferLocalPlacement]
internal sealed class TemplateGrain(TemplateCatalog templates, OrganizationScopes scopes) : Grain, ITemplateGrain
{
    public ValueTask<TemplateSpec?> Get()
    {
        var key = this.GetPrimaryKeyString();
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return ValueTask.FromResult(templates.Find(key[(slash + 1)..]) is { } template ? scopes.TemplateFor(key[..slash], template) : null);
    }
}
