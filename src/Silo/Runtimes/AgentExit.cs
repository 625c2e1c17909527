using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Runtimes;

/// <summary>What an agent's exit code says, the same on every runtime.</summary>
internal static class AgentExit
{
    /// <summary>Null: it is no exit code of an agent that ended as it meant to.</summary>
    public static SandboxGone? Reason(int? exitCode) => exitCode switch
    {
        // No lease held it: that of a session whose row names it still was over before, and wiped.
        ExitCodes.Retired => new(EndReason.Released, "retired while idle"),
        ExitCodes.Abandoned => new(EndReason.Unused, "nobody spoke to it while it was idle"),
        ExitCodes.Released => new(EndReason.Released, null),
        ExitCodes.Unconfirmed => new(EndReason.Unused, "the lease was not confirmed in time"),
        ExitCodes.Idle => new(EndReason.IdleTimeout, null),
        ExitCodes.Lifetime => new(EndReason.Lifetime, null),
        ExitCodes.Unproved => new(EndReason.Released, "that it was wiped could not be proved"),
        ExitCodes.BadStart => new(EndReason.StartFailed, "the agent did not understand how it was started"),
        ExitCodes.StartedBefore => new(EndReason.Crashed, "its container was started again, over the files of its first life"),
        _ => null,
    };
}
