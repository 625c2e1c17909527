using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Faults;

/// <summary>Draws faults: the same seed, tick and situation draw the same.</summary>
internal static class FaultPlan
{
    public const double LongestFreezeMs = 30_000;
    public const double DatabaseStopMs = 20_000;
    public const double LongestCutMs = 25_000;
    public const double LongestReadOnlyMs = 20_000;

    private static readonly FaultKind[] Kinds =
    [
        FaultKind.Kill, FaultKind.Kill, FaultKind.Freeze, FaultKind.Restart, FaultKind.Cut, FaultKind.Cut, FaultKind.SandboxKill, FaultKind.SandboxKill,
        FaultKind.DatabaseRestart, FaultKind.DatabaseStop, FaultKind.DatabaseReadOnly,
    ];

    /// <summary>Null where nothing may be hit.</summary>
    public static Planned? Draw(int seed, int tick, Situation now)
    {
        var random = new Random(unchecked((seed * 1_000_003) + tick));
        var kinds = Kinds.ToArray();
        random.Shuffle(kinds);
        var onFrontend = random.Next(4) == 0;
        return kinds.Select(kind => Of(kind, onFrontend, random, now)).FirstOrDefault(planned => planned is not null);
    }

    private static Planned? Of(FaultKind kind, bool onFrontend, Random random, Situation now)
    {
        // The same numbers are drawn for every kind, so that one that is not possible does not change the next.
        var (length, target, way, from, chance) = (random.NextDouble(), random.Next(1 << 16), (CutWay)random.Next(3), (CutFrom)random.Next(3), random.Next());
        var processes = onFrontend && kind != FaultKind.Cut ? now.Frontends : now.Silos;
        var process = processes.Count > 0 ? processes[target % processes.Count] : null;
        return kind switch
        {
            FaultKind.DatabaseRestart or FaultKind.DatabaseStop or FaultKind.DatabaseReadOnly => now.Database ? new(kind, "", Length(kind, length), way, from, chance) : null,
            FaultKind.SandboxKill => now.Sandboxes ? new(kind, "", 0, way, from, chance) : null,
            FaultKind.Cut when !now.Cuts => null,
            _ => process is null ? null : new(kind, process, Length(kind, length), way, from, chance),
        };
    }

    private static double Length(FaultKind kind, double chance) => kind switch
    {
        FaultKind.Freeze => 1_000 + (chance * (LongestFreezeMs - 1_000)),
        FaultKind.Cut => 2_000 + (chance * (LongestCutMs - 2_000)),
        FaultKind.DatabaseStop => DatabaseStopMs,
        FaultKind.DatabaseReadOnly => 3_000 + (chance * (LongestReadOnlyMs - 3_000)),
        _ => 0,
    };
}
