using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The grains of the caller's organization.</summary>
/// <exception cref="SiloUnavailableException">From every member: no silo was found yet. Passes.</exception>
internal sealed class OrganizationGrains(IGrainFactory grains, IClusterLink link, IOptions<FrontendOptions> options)
{
    private readonly string _prefix = options.Value.Organization + "/";

    public string Organization { get; } = options.Value.Organization;

    public IDirectoryGrain Directory => Grains.GetGrain<IDirectoryGrain>(0);

    private IGrainFactory Grains => link.Up.IsCompleted ? grains : throw new SiloUnavailableException("No silo of the cluster was found yet.");

    public ISessionGrain Session(string id) => Grains.GetGrain<ISessionGrain>(_prefix + id);

    public ISandboxGrain Sandbox(SandboxId id) => Grains.GetGrain<ISandboxGrain>(id.ToString());

    public ITemplateGrain Template(string name) => Grains.GetGrain<ITemplateGrain>(_prefix + name);

    public INodePoolGrain Pool(string node) => Grains.GetGrain<INodePoolGrain>(node);
}
