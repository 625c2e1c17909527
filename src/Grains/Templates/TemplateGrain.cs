using Orleans.Placement;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

[PreferLocalPlacement]
internal sealed class TemplateGrain(TemplateCatalog templates, TemplateViews views) : Grain, ITemplateGrain
{
    public ValueTask<TemplateView?> Get()
    {
        var key = this.GetPrimaryKeyString();
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return ValueTask.FromResult(templates.Entry(key[(slash + 1)..]) is { } entry ? views.Of(key[..slash], entry) : null);
    }
}
