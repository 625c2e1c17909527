using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The grains of the caller's organization.</summary>
internal sealed class OrganizationGrains(IGrainFactory grains, IOptions<FrontendOptions> options)
{
    private readonly string _prefix = options.Value.Organization + "/";

    public string Organization { get; } = options.Value.Organization;

    public ISessionGrain Session(string id) => grains.GetGrain<ISessionGrain>(_prefix + id);

    public ISandboxGrain Sandbox(SandboxId id) => grains.GetGrain<ISandboxGrain>(id.ToString());

    public ITemplateGrain Template(string name) => grains.GetGrain<ITemplateGrain>(_prefix + name);

    public INodePoolGrain Pool(string node) => grains.GetGrain<INodePoolGrain>(node);

    public IDirectoryGrain Directory { get; } = grains.GetGrain<IDirectoryGrain>(0);
}
