using System.Globalization;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>What programs inherit from this process. Code of the same user may change some of it from outside: limits, priority, processors, signals that wait.</summary>
internal static unsafe class InheritedState
{
    private const int RealtimeSignals = 64;
    private const int MostSignals = 65_536;
    private const ulong ChildEnded = 1UL << 16;

    /// <summary>SIGRTMIN, by which the runtime stops its threads; it is not blocked, so none waits.</summary>
    private const ulong RuntimeOwn = 1UL << 33;

    private static readonly string[] Kept =
    [
        "Umask", "Uid", "Gid", "Groups", "SigBlk", "SigIgn", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp", "Seccomp_filters", "Cpus_allowed", "Mems_allowed",
    ];

    public static IEnumerable<Fact> Facts()
    {
        foreach (var line in Lines("/proc/self/status"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..].Trim());
            if (Kept.Contains(name))
            {
                yield return Of(name, value);
            }
            else if (name is "SigPnd" or "ShdPnd")
            {
                yield return Of(name, (ulong.Parse(value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & ~ChildEnded).ToString("x", CultureInfo.InvariantCulture));
            }
        }

        foreach (var line in Lines("/proc/self/limits"))
        {
            yield return Of("limit " + line[..Math.Min(line.Length, 25)].Trim(), line[Math.Min(line.Length, 25)..].Trim());
        }

        yield return Of("cgroup", ProcText.Read("/proc/self/cgroup") ?? "");
        yield return Of("out of memory", ProcText.Read("/proc/self/oom_score_adj") ?? "");
        yield return Of("priority", Sys.Call(140).ToString(CultureInfo.InvariantCulture));
        yield return Of("input and output", Sys.Call(252, 1).ToString(CultureInfo.InvariantCulture));
        yield return Of("scheduling", Sys.Call(145).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Takes signals that were sent to this process and wait, blocked, for ever. The end of a child is not among them.</summary>
    public static void DropSignals()
    {
        var waiting = ~(ChildEnded | RuntimeOwn);
        var now = stackalloc long[2];
        for (var i = 0; i < MostSignals && Sys.Call(128, (nint)(&waiting), 0, (nint)now, RealtimeSignals / 8) > 0; i++)
        {
        }
    }

    private static string[] Lines(string path) => ProcText.Read(path) is { } text ? ProcText.Lines(text) : [];

    private static Fact Of(string name, string value) => new(TraceKind.Inheritance, name, value);
}
