using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The grains of the cluster. Whose session or template it is says whoever asks.</summary>
/// <exception cref="SiloUnavailableException">From every member: no silo was found yet. Passes.</exception>
internal sealed class ClusterGrains(IGrainFactory grains, IClusterLink link)
{
    public IDirectoryGrain Directory => Grains.GetGrain<IDirectoryGrain>(0);

    private IGrainFactory Grains => link.Up.IsCompleted ? grains : throw new SiloUnavailableException("No silo of the cluster was found yet.");

    public ISessionGrain Session(SessionId id) => Grains.GetGrain<ISessionGrain>(id.ToString());

    public ISandboxGrain Sandbox(SandboxId id) => Grains.GetGrain<ISandboxGrain>(id.ToString());

    public ITemplateGrain Template(string organization, string name) => Grains.GetGrain<ITemplateGrain>($"{organization}/{name}");

    public ITemplateCatalogGrain Templates => Grains.GetGrain<ITemplateCatalogGrain>(0);

    public IAuditGrain Audit => Grains.GetGrain<IAuditGrain>(0);

    public INodeOrdersGrain Orders(string node) => Grains.GetGrain<INodeOrdersGrain>(node);

    public INodePoolGrain Pool(string node) => Grains.GetGrain<INodePoolGrain>(node);
}
