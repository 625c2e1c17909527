using Orleans.Placement;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

[PreferLocalPlacement]
internal sealed class TemplateGrain(TemplateCatalog templates) : Grain, ITemplateGrain
{
    public ValueTask<TemplateSpec?> Get()
    {
        var key = this.GetPrimaryKeyString();
        return ValueTask.FromResult(templates.Find(key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]));
    }
}
