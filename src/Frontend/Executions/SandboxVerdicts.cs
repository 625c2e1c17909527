using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The end of an execution whose sandbox ended under it.</summary>
internal static class SandboxVerdicts
{
    public static ExecutionEvents Lost(long after, EndReason reason, string? detail) => new(
        [new ExecutionEvent { Id = after + 1, Kind = ExecutionEventKind.Ended, Ended = End(reason, detail) }],
        Complete: true);

    /// <summary>Whether the end is there and does not say why: whoever saw it end mostly sees no more than that.</summary>
    public static bool LacksReason(ExecutionEvents? events) =>
        events is { Complete: true, Events: [.., { Ended: { Verdict: Verdict.SandboxLost, Error: null } }] };

    public static ExecutionEvents WithReason(ExecutionEvents events, EndReason reason, string? detail)
    {
        var last = events.Events[^1];
        return events with { Events = [.. events.Events.SkipLast(1), last with { Ended = last.Ended! with { Error = End(reason, detail).Error } }] };
    }

    private static ExecutionEnd End(EndReason reason, string? detail) => new()
    {
        Verdict = Verdict.SandboxLost,
        Error = new(Wire<EndReason>.Name(reason), detail ?? "The sandbox ended while the code ran.", []),
    };
}
