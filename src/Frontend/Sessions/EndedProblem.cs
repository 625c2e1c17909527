using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The answer to any act on a session that has ended.</summary>
internal static class EndedProblem
{
    public static Problem Of(SessionEnd end) => new(ErrorTable.SessionEnded, "The session has ended. Open it again: it is a new one then.")
    {
        Reason = Wire<EndReason>.Name(end.Reason),
    };
}
