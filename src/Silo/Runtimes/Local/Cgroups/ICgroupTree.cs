using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Local.Cgroups;

/// <summary>Where this manager makes cgroups, one for each sandbox: version 1, version 2, or nowhere.</summary>
internal interface ICgroupTree : IDisposable
{
    CgroupFacts Facts { get; }

    /// <summary>Makes a cgroup that was never there before, with its limits.</summary>
    /// <exception cref="Native.SandboxFault">The kernel refused; nothing is left behind.</exception>
    SandboxCgroup Create(string sandbox, SandboxLimits limits);

    /// <summary>Names of sandboxes that have one, whoever made it.</summary>
    IReadOnlyList<string> Sandboxes();

    /// <summary>Whether it makes cgroups beneath that folder.</summary>
    bool Owns(string folder);

    /// <summary>Kills what is in a sandbox's cgroup and removes it, whoever made it. Fine where there is none.</summary>
    ValueTask Remove(string sandbox, TimeProvider time);
}

/// <summary>
/// What the cgroups of this machine can do for us: version 1, 2, or 0 where none may be made; which resources they limit (swap counts as limited where
/// there is none); and why something is missing, in the kernel's words.
/// </summary>
internal sealed record CgroupFacts(int Version, bool Memory, bool Swap, bool Cpu, bool Processes, string? Problem)
{
    public static CgroupFacts None(string problem) => new(0, false, false, false, false, problem);
}
