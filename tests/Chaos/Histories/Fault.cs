using System.Text.Json.Serialization;

namespace Sandboxes.Chaos.Histories;

internal enum FaultKind
{
    /// <summary>A process killed with SIGKILL.</summary>
    Kill,

    /// <summary>A process stopped, and continued at the end.</summary>
    Freeze,

    /// <summary>A process asked to end, and started again.</summary>
    Restart,

    DatabaseRestart,
    DatabaseStop,
    DatabaseReadOnly,

    /// <summary>Packets between the target, which is cut off, and the peer are lost; the note says in which direction.</summary>
    Cut,

    /// <summary>The agent of a sandbox, or what contains it, killed with SIGKILL.</summary>
    SandboxKill,

    /// <summary>Not injected but seen: a process was not there, or not ready, from the start until the end.</summary>
    Down,
}

/// <summary>What was done to the cluster. Times in milliseconds since the run began.</summary>
internal sealed record Fault
{
    public required FaultKind Kind { get; init; }

    /// <summary>A process's name, database, or a sandbox as <c>node/name</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Of a cut: the other side.</summary>
    public string? Peer { get; init; }
    public required double Start { get; init; }

    /// <summary>When it was undone; of what needs no undoing, when it was done.</summary>
    public required double End { get; init; }
    public string? Note { get; init; }

    /// <summary>Of a process that was not there any more and that nobody had ended: it read that it was voted out, or failed.</summary>
    [JsonIgnore]
    public bool EndedByItself => Note?.StartsWith(ByItself, StringComparison.Ordinal) == true;

    public const string ByItself = "ended by itself";

    public override string ToString() => $"[{Start:F0}..{End:F0}] {Kind} {Target}{(Peer is null ? "" : $" to {Peer}")} {Note}";
}
