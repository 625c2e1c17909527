using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The end of an execution whose sandbox ended under it.</summary>
internal static class SandboxVerdicts
{
    public static ExecutionEvents Lost(long after, EndReason reason, string? detail) => new(
        [new ExecutionEvent { Id = after + 1, Kind = ExecutionEventKind.Ended, Ended = End(reason, detail) }],
        Complete: true);

    private static ExecutionEnd End(EndReason reason, string? detail) => new()
    {
        Verdict = Verdict.SandboxLost,
        Error = new(Wire<EndReason>.Name(reason), detail ?? "The sandbox ended while the code ran.", []),
    };
}
