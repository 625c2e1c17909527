using System.Globalization;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>The planner's last word on a shelf as a sentence for operators.</summary>
internal static class PoolDecisionText
{
    public static string Of(PoolDecision decision, in ShelfLevels levels, PoolLimits limits, TimeSpan now) => decision switch
    {
        PoolDecision.Enough => Text($"The target of {levels.Target} idle is met."),
        PoolDecision.Creating or PoolDecision.Underway => Text($"Starting {levels.Starting}; {levels.Idle} of {levels.Target} are idle and {levels.Waiting + levels.Cold} callers wait."),
        PoolDecision.HeldByStarting => Text($"As many creations are in flight as the node may have ({limits.MaxRefilling}, or {limits.MaxStarting} while callers wait)."),
        PoolDecision.HeldByMaxTotal => Text($"The template's maxTotal of {levels.MaxTotal} is reached."),
        PoolDecision.HeldByCapacity => Text($"The node's capacity of {limits.Capacity} is reached."),
        PoolDecision.HeldByMemory => Text($"The node's memory has no room for another: its sandboxes' limits may come to {Megabytes(limits.Room)} MB, and one of these adds {Megabytes(levels.Weight)} MB."),
        PoolDecision.HeldByCpu => Text($"The node's processors have no room for another: its sandboxes' limits may come to {Cpus(limits.Room)}, and one of these adds {Cpus(levels.Weight)}."),
        PoolDecision.HeldByBreaker => Text($"Creation failed {levels.Breaker.Failures} times in a row; the next attempt is in {levels.Breaker.Remaining(now).TotalSeconds:0.0} s."),
        PoolDecision.HeldByQuota => Text($"The quota is full; the next attempt is in {levels.Breaker.Remaining(now).TotalSeconds:0.0} s."),
        PoolDecision.YieldsToLeases => Text($"Refill waits while sandboxes are being leased; {levels.Idle} of {levels.Target} are idle."),
        PoolDecision.Surplus => Text($"More than {Math.Max(levels.Target, levels.MostIdle)} are idle, the most that was wanted in the last minute; the surplus is retired."),
        PoolDecision.Renewing => Text($"{levels.Aged} idle ones are past their largest age of {limits.MaxIdleAge.TotalSeconds:0} s, or of another revision, and are replaced."),
        PoolDecision.HeldByNode => "Creation failed on several shelves of the node, one after the other; one is tried from time to time.",
        PoolDecision.HeldBySlow => Text($"{levels.Slow} creations of this shelf take longer than {limits.SlowStart.TotalSeconds:0.#} s; it makes no more until they have ended."),
        PoolDecision.YieldsToCallers => "The node is full and its room goes to callers who wait for other sandboxes.",
        PoolDecision.MakingRoom => "The node is full and callers wait for other sandboxes: idle ones beyond minIdle, schedule and reserves make room for them.",
        PoolDecision.Paused => "Refill is paused by an operator.",
        PoolDecision.Adopting => "What the node has is being looked at first.",
        _ => "The node is draining.",
    };

    private static long Megabytes(Resources of) => of.MemoryBytes >> 20;

    private static decimal Cpus(Resources of) => of.CpuMillis / 1_000m;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
