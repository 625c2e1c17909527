using Orleans.Runtime.Services;
using Orleans.Services;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>Takes the templates on each silo.</summary>
[Alias("templates")]
public interface ITemplateService : IGrainService
{
    Task Follow(TemplateRow row);
}

internal sealed class TemplateService(GrainId id, Silo silo, ILoggerFactory loggers, TemplateCatalog catalog) : GrainService(id, silo, loggers), ITemplateService
{
    public Task Follow(TemplateRow row)
    {
        catalog.Follow(row);
        return Task.CompletedTask;
    }
}

/// <summary>Where the templates go.</summary>
internal interface ITemplatePublisher
{
    Task Publish(TemplateRow row);
}

/// <summary>Sends the templates to every active silo.</summary>
internal sealed class TemplatePublisher(IServiceProvider services, IClusterMembershipService membership, ILocalSiloDetails self, TemplateCatalog catalog, TimeProvider time)
    : GrainServiceClient<ITemplateService>(services), ITemplatePublisher
{
    /// <summary>Whoever put a template is answered when all silos know of it; one that does not answer is waited for this long, and learns it by reading.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task Publish(TemplateRow row)
    {
        catalog.Follow(row);
        var others = membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(self.SiloAddress));
        var told = Task.WhenAll(others.Select(member => GetGrainService(member.SiloAddress).Follow(row)));
        await Task.WhenAny(told, Task.Delay(Patience, time));
        told.Ignore();
    }
}
