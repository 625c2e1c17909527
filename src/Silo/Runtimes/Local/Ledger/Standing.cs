namespace Sandboxes.Silo.Runtimes.Local.Ledger;

/// <summary>How a sandbox of an earlier manager is found.</summary>
internal enum Standing
{
    /// <summary>It runs, and it is the one that the record means.</summary>
    Lives,

    /// <summary>It ran and has ended.</summary>
    Ended,

    /// <summary>Nobody can say what it is: whatever is left of it is destroyed.</summary>
    Unaccounted,
}

/// <summary>What was found out about one record; <see cref="Judge"/> is a pure function of it.</summary>
/// <param name="Record">Null: it cannot be read.</param>
/// <param name="SameBoot">The machine has not been started again since.</param>
/// <param name="LauncherRuns">bubblewrap's process is still the recorded one.</param>
/// <param name="AgentRuns">The agent's process is still the recorded one.</param>
/// <param name="UidIsOurs">No other manager may have given its user to another sandbox meanwhile.</param>
/// <param name="KeyIsKnown">A channel to it can be proven.</param>
internal sealed record Finding(SandboxRecord? Record, bool SameBoot, bool LauncherRuns, bool AgentRuns, bool UidIsOurs, bool KeyIsKnown)
{
    public (Standing Standing, string Why) Judge() => this switch
    {
        { Record: null } => (Standing.Unaccounted, "its record cannot be read"),
        { SameBoot: false } => (Standing.Ended, "the machine was started again"),
        { Record.IsComplete: false } => (Standing.Unaccounted, "its manager ended while it was being made"),
        { LauncherRuns: false, AgentRuns: false } => (Standing.Ended, "it ended while no manager was there"),
        { LauncherRuns: false } or { AgentRuns: false } => (Standing.Unaccounted, "only a part of it runs"),
        { UidIsOurs: false } => (Standing.Unaccounted, "its user may be another's by now"),
        { KeyIsKnown: false } => (Standing.Unaccounted, "no key has the version that its name carries"),
        _ => (Standing.Lives, ""),
    };
}
