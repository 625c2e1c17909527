using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>
/// What of the node's room is taken. A sandbox weighs what its template's limits say when it is made or found; one whose template is not known is counted and weighs nothing, for the runtime has the last word.
/// </summary>
public sealed partial class Pool
{
    private Resources _beyondIdle;
    private int _countBeyondIdle;
    private (int Count, Resources Room) _leaving;

    /// <summary>What the limits of all sandboxes come to, whatever their state.</summary>
    public Resources Taken { get; private set; }

    /// <summary>The room that idle targets divide: what is held by leases or on its way out is not theirs. Both of it may be below zero.</summary>
    private (int Count, Resources Room) ForIdle => (Limits.Capacity - _countBeyondIdle, Limits.Room - _beyondIdle);

    private static Resources WeightOf(Shelf? shelf, int revision) =>
        shelf is null ? default : Resources.Of((shelf.Coming is { } coming && coming.Revision == revision ? coming : shelf.Template).Limits);

    /// <summary>Keeps the books of what is taken by what no idle target is about, and of what of it is on its way out.</summary>
    private void CountBeyondIdle(PooledSandbox sandbox, int by)
    {
        if (sandbox.Phase is SandboxPhase.Binding or SandboxPhase.Bound or SandboxPhase.Ending)
        {
            _beyondIdle += sandbox.Weight * by;
            _countBeyondIdle += by;
        }

        if (sandbox.Phase == SandboxPhase.Ending)
        {
            _leaving = (_leaving.Count + by, _leaving.Room + (sandbox.Weight * by));
        }
    }
}
