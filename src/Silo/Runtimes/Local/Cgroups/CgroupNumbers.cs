using System.Globalization;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Local.Cgroups;

/// <summary>A template's limits as the kernel wants them.</summary>
internal static class CgroupNumbers
{
    /// <summary>The agent, bubblewrap's own process, and one to spare while one replaces the other.</summary>
    public const int OwnTasks = 4;

    public const int PeriodMicroseconds = 100_000;

    /// <summary>The kernel's least quota.</summary>
    private const int LeastQuotaMicroseconds = 1_000;

    public static string Memory(SandboxLimits limits) => limits.MemoryBytes.ToString(CultureInfo.InvariantCulture);

    public static string Processes(SandboxLimits limits) => (limits.Processes + OwnTasks).ToString(CultureInfo.InvariantCulture);

    public static string Period => PeriodMicroseconds.ToString(CultureInfo.InvariantCulture);

    public static string Quota(SandboxLimits limits) =>
        Math.Max(LeastQuotaMicroseconds, (long)(limits.Cpus * PeriodMicroseconds)).ToString(CultureInfo.InvariantCulture);
}
