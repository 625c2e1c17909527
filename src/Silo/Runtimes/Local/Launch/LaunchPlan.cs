using System.Runtime.InteropServices;

namespace Sandboxes.Silo.Runtimes.Local.Launch;

/// <summary>A program to start and everything that it inherits: nothing else comes along, no environment either.</summary>
internal sealed record LaunchPlan
{
    public required string Path { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Null: the manager's own.</summary>
    public string? Folder { get; init; }

    /// <summary>Entry i becomes descriptor i. At most 16.</summary>
    public required IReadOnlyList<SafeHandle> Descriptors { get; init; }

    /// <summary>Open <c>tasks</c> files of cgroups v1 to join.</summary>
    public IReadOnlyList<SafeHandle> CgroupTasks { get; init; } = [];

    /// <summary>The open folder of a cgroup v2 to be born in.</summary>
    public SafeHandle? CgroupFolder { get; init; }

    public IReadOnlyList<ResourceLimit> Limits { get; init; } = [];

    /// <summary>Uid and gid; null: the manager's own.</summary>
    public int? Owner { get; init; }
}

/// <summary>A resource limit, soft and hard, by the kernel's number.</summary>
internal readonly record struct ResourceLimit(int Resource, ulong Value)
{
    public const int FileSize = 1;
    public const int Core = 4;
    public const int Descriptors = 7;
    public const int LockedMemory = 8;
    public const int MessageQueues = 12;
}
