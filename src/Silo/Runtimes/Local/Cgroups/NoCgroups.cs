using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Local.Cgroups;

/// <summary>No cgroup may be made here.</summary>
internal sealed class NoCgroups(string problem) : ICgroupTree
{
    public CgroupFacts Facts { get; } = CgroupFacts.None(problem);

    public SandboxCgroup Create(string sandbox, SandboxLimits limits) => SandboxCgroup.None;

    public IReadOnlyList<string> Sandboxes() => [];

    public bool Owns(string folder) => false;

    public ValueTask Remove(string sandbox, TimeProvider time) => ValueTask.CompletedTask;

    public void Dispose()
    {
    }
}
