namespace Sandboxes.Abstractions;

/// <summary>What a sandbox is made from.</summary>
[GenerateSerializer, Immutable]
public sealed record TemplateSpec
{
    public const double DefaultMissProbability = 0.01;

    [Id(0)] public required string Name { get; init; }
    [Id(1)] public int Revision { get; init; } = 1;

    /// <summary>Kernels that are started while warming: python, javascript. Others are not there.</summary>
    [Id(2)] public IReadOnlyList<string> Kernels { get; init; } = [];
    [Id(3)] public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();
    [Id(4)] public SandboxLimits Limits { get; init; } = new();

    /// <summary>Idle on a node whatever the demand. Zero: after long silence none is.</summary>
    [Id(5)] public int MinIdle { get; init; } = 4;

    /// <summary>Idle on a node at most, when demand asks for more than <see cref="MinIdle"/>. Not more than that: a fixed number is idle.</summary>
    [Id(6)] public int MaxIdle { get; init; } = 4;

    /// <summary>Idle, starting and bound together on one node.</summary>
    [Id(7)] public int MaxTotal { get; init; } = 1_000;
    [Id(8)] public int IdleTimeoutSeconds { get; init; } = 300;
    [Id(9)] public int LifetimeSeconds { get; init; } = 3_600;
    [Id(10)] public int MaxLifetimeSeconds { get; init; } = 86_400;

    /// <summary>The container image; null: the runtime's default. Without meaning where sandboxes have the machine's own programs (Local).</summary>
    [Id(11)] public string? Image { get; init; }

    /// <summary>Whose shelf its sandboxes stand on: an organization's own, or <see cref="Scopes.Shared"/>. Each scope has the same templates.</summary>
    [Id(12)] public string Scope { get; init; } = Scopes.Shared;

    /// <summary>The accepted probability that somebody finds no idle one, between <see cref="MinIdle"/> and <see cref="MaxIdle"/>. 0.0001 to 0.5. Default: one in a hundred.</summary>
    [Id(13)] public double MissProbability { get; init; } = DefaultMissProbability;

    /// <summary>When more are to be idle whatever the demand.</summary>
    [Id(14)] public IReadOnlyList<IdleSchedule> Schedules { get; init; } = [];

    /// <summary>Leases that one sandbox may be for, one after the other, each after a proved wipe, all of one organization. 1: never used again.</summary>
    [Id(16)] public int MaxUses { get; init; } = 1;
}

/// <summary>What one sandbox may use. Defaults: 512 MB, half a processor, 64 processes.</summary>
[GenerateSerializer, Immutable]
public sealed record SandboxLimits
{
    [Id(0)] public long MemoryBytes { get; init; } = 512L << 20;

    /// <summary>A share of processors, in the long run; short bursts may take more.</summary>
    [Id(1)] public double Cpus { get; init; } = 0.5;
    [Id(2)] public int Processes { get; init; } = 64;

    /// <summary>Size of the workspace. Its pages count as memory of the sandbox.</summary>
    [Id(3)] public long WorkspaceBytes { get; init; } = 128L << 20;
}

/// <summary>A shelf belongs to one organization, or to all that share.</summary>
public static class Scopes
{
    public const string Shared = "shared";
}
