using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent.Tests.Wiping;

/// <summary>A program that leaves something behind.</summary>
/// <param name="Name">What it leaves.</param>
/// <param name="Code">Python, or JavaScript. It says "left" when it is there.</param>
/// <param name="Step">The step of the wipe that takes it away; where that is left out the proof must find it.</param>
/// <param name="Found">As what the proof finds it.</param>
internal sealed record Leftover(string Name, string Code, WipeSteps Step, Abstractions.TraceKind Found)
{
    /// <summary>A cell of a kernel, or a process of its own.</summary>
    public string? Kernel { get; init; }

    /// <summary>Whether it still runs when its lease ends.</summary>
    public bool Stays { get; init; }

    /// <summary>No step takes it away: the sandbox is destroyed, whatever is cleared.</summary>
    public bool IsLasting { get; init; }

    public override string ToString() => Name;
}
