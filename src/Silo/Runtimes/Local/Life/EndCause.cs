using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Runtimes.Local.Life;

/// <summary>Why a sandbox ended, from what its first process left behind.</summary>
/// <param name="ExitCode">The agent's exit code, or 128 and the signal that ended it; null where it could not be had.</param>
/// <param name="KilledForMemory">The kernel killed something of it for lack of memory.</param>
/// <param name="Removed">We killed it.</param>
/// <param name="Log">What bubblewrap and the agent wrote to their standard error.</param>
internal sealed record EndCause(int? ExitCode, bool KilledForMemory, bool Removed, string Log)
{
    private const int Killed = 128 + 9;

    public SandboxGone Gone => ExitCode switch
    {
        _ when AgentExit.Reason(ExitCode) is { } known => known.Reason == EndReason.StartFailed ? known with { Detail = Said(known.Detail!) } : known,
        _ when Removed => new(EndReason.Operator, "removed"),
        Killed or null when KilledForMemory => new(EndReason.OutOfMemory, "its first process was killed for lack of memory"),
        1 => new(EndReason.StartFailed, Said("bubblewrap could not start it")),
        _ => new(EndReason.Crashed, Said($"its first process ended with {ExitCode?.ToString(provider: null) ?? "an unknown code"}")),
    };

    private string Said(string what) => Log.Length == 0 ? what : $"{what}: {Log}";
}
