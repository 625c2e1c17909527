using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>A machine with its sandboxes, and the clock that its agents read: it also runs while the machine sleeps, so a sleep is a jump.</summary>
internal sealed class SimNode(string name)
{
    public string Name => name;

    public string State { get; set; } = NodeStates.Ready;

    public bool IsDead { get; set; }

    public TimeSpan Slept { get; set; }

    public Dictionary<string, SimSandbox> Sandboxes { get; } = [];

    /// <summary>Those that ended lately: what a runtime that lags still lists.</summary>
    public Queue<SimSandbox> Ended { get; } = new();
}
