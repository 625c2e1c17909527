using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>
/// Where sandboxes come from: bubblewrap, a Docker engine, Kubernetes, or a simulation. Expected failures are exceptions of type
/// <see cref="SandboxRuntimeException"/>: whoever asked backs off and tries again with a new id.
/// </summary>
public interface ISandboxRuntime
{
    /// <summary>local, docker, kubernetes or simulated.</summary>
    string Name { get; }

    /// <summary>The nodes that this silo can reach.</summary>
    ValueTask<IReadOnlyList<NodeView>> ListNodes(CancellationToken cancellation);

    /// <summary>
    /// Each node is a silo's own machine, so its pool and its sandboxes can be reached only by the silo of its name, and a silo that is not there means that
    /// the node is away. Else every silo reaches every node.
    /// </summary>
    bool NodesAreSilos { get; }

    /// <summary>Sandboxes live on when this process ends, and the next one of the node finds them.</summary>
    bool SandboxesOutlive { get; }

    /// <summary>The longest that a sandbox may be on its way, from its creation until its kernels are warm. Longer than a boot where one may have to wait for room.</summary>
    TimeSpan LongestStart { get; }

    /// <summary>Every sandbox of a node that is ours and not known to be gone, whoever made it.</summary>
    ValueTask<IReadOnlyList<FoundSandbox>> List(string node, CancellationToken cancellation);

    /// <summary>Begins to make a sandbox. Returns when that is accepted, not when it has booted. Idempotent by id.</summary>
    ValueTask Create(SandboxId id, TemplateSpec template, CancellationToken cancellation);

    /// <summary>Destroys a sandbox. Returns when no process of it runs any more. Idempotent; unknown ids are fine.</summary>
    ValueTask Remove(SandboxId id, CancellationToken cancellation);

    /// <summary>Connects to the agent and proves the key both ways. Waits for the boot, within <paramref name="cancellation"/>. May be called again for a second channel.</summary>
    ValueTask<ISandboxChannel> OpenChannel(SandboxId id, CancellationToken cancellation);

    /// <summary>Completes when the sandbox is gone, with the reason as far as the runtime can tell. Completes at once for unknown ids.</summary>
    Task<SandboxGone> Gone(SandboxId id);
}

/// <summary>A sandbox that a runtime has. Template, revision and scope are what it was made from; null and 0 where that is not known.</summary>
public sealed record FoundSandbox(SandboxId Id, string? Template, int Revision, string Scope = Scopes.Shared);

/// <summary>Why a sandbox is no more.</summary>
public sealed record SandboxGone(EndReason Reason, string? Detail);

/// <summary>The runtime could not do it, for a reason that an operator can read. It crosses silos: the pool that asked may be on another one than the sandbox's grain.</summary>
[GenerateSerializer]
public sealed class SandboxRuntimeException : Exception
{
    public SandboxRuntimeException(string message) : base(message) { }
    public SandboxRuntimeException(string message, Exception inner) : base(message, inner) { }

    /// <summary>What a caller who waits for the sandbox is told: <see cref="EndReason.Quota"/> where a quota is full, else <see cref="EndReason.StartFailed"/>.</summary>
    [Id(0)] public EndReason Reason { get; init; } = EndReason.StartFailed;
}
