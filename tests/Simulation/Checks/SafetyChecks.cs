using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>What was broken: a name for its kind, so that a shrunk run can be seen to break the same, and a sentence.</summary>
internal sealed record Violation(string Kind, string Sentence);

/// <summary>What must hold after every step. Each check stands where its facts change, so that none has to look at everything.</summary>
internal sealed partial class SafetyChecks(World world)
{
    private readonly Dictionary<string, string> _rowOf = [];

    private readonly HashSet<string> _stored = [];

    /// <summary>The first.</summary>
    public Violation? Violation { get; private set; }

    public void Violated(string kind, string sentence)
    {
        Violation ??= new(kind, sentence);
        world.Story.Tell($"VIOLATION {kind}: {sentence}");
    }

    /// <summary>The latch said yes to a lease.</summary>
    public void Bound(SimSandbox sandbox, string? before, string lease)
    {
        world.Story.Tell($"{sandbox.Id.Name} is bound to {world.Story.Lease(lease)}");
        if (before is not null && before != lease)
        {
            Violated("bound-twice", $"{sandbox.Id.Name} was bound to {world.Story.Lease(before)} and then to {world.Story.Lease(lease)}.");
        }
    }

    public void Confirmed(SimSandbox sandbox, string lease)
    {
        world.Story.Tell($"{sandbox.Id.Name} is confirmed for {world.Story.Lease(lease)}");
        if (sandbox.BoundBy != lease)
        {
            Violated("confirmed-for-another", $"{sandbox.Id.Name} is bound to {world.Story.Lease(sandbox.BoundBy)} and was confirmed for {world.Story.Lease(lease)}.");
        }

        if (!_stored.Contains(lease))
        {
            Violated("confirmed-before-stored", $"{sandbox.Id.Name} was confirmed for {world.Story.Lease(lease)}, which no row ever named.");
        }
    }

    public void Used(SimSandbox sandbox, string? before, string lease)
    {
        if (before is not null && before != lease)
        {
            Violated("used-by-two", $"Code of {world.Story.Lease(before)} and of {world.Story.Lease(lease)} ran in {sandbox.Id.Name}.");
        }
    }

    /// <summary>A row was stored in the place of another.</summary>
    public void Stored(string session, SessionRow? before, SessionRow after)
    {
        world.Story.Tell($"the row of {session} is now {(after.IsActive ? "active" : $"closed ({after.Ended?.Reason}: {after.Ended?.Detail})")} with {after.Sandbox.Name}");
        world.Kernel.Note(after.IsActive ? 1 : 2);
        _stored.Add(after.Lease.Value);
        // One that nobody was told of may make room for the next attempt of the same open.
        if (before is { IsActive: true } && after.IsActive && before.Lease != after.Lease && IsHeld(before))
        {
            Violated("row-replaced", $"The row of {session} was active with {before.Sandbox.Name}, and is with {after.Sandbox.Name} now.");
        }

        if (before is { IsActive: false } && after.IsActive && before.Lease == after.Lease)
        {
            Violated("row-resurrected", $"The row of {session} was closed, and is active with the same lease now.");
        }

        Hold(session, before, after);
    }

    private bool IsHeld(SessionRow row) =>
        _acknowledged.TryGetValue(row.Sandbox.Name, out var told) && !told.IsReleased && world.Node(row.Sandbox.Node).Sandboxes.ContainsKey(row.Sandbox.Name);

    private void Hold(string session, SessionRow? before, SessionRow after)
    {
        if (before is { IsActive: true })
        {
            _rowOf.Remove(before.Sandbox.Name);
        }

        if (after.IsActive && !_rowOf.TryAdd(after.Sandbox.Name, session))
        {
            Violated("two-rows", $"{after.Sandbox.Name} is held by the rows of {_rowOf[after.Sandbox.Name]} and {session}.");
        }
    }

    /// <summary>What is not one of the faults that callers pass over is a bug.</summary>
    public void TimerThrew(Activation owner, Exception failure)
    {
        if (!Grains.Faults.Pass(failure) && failure is not SandboxRuntimeException)
        {
            Violated("threw", $"A timer of {owner.Key.Kind} {owner.Key.Name} threw {failure}");
        }
    }

    public void CallFailed(string verb, GrainKey to, Exception failure)
    {
        if (!Grains.Faults.Pass(failure) && failure is not SandboxRuntimeException)
        {
            Violated("threw", $"{to.Kind} {to.Name} answered {verb} with {failure}");
        }
    }

    public void SiloDied(SimSilo silo) => world.Story.Tell($"silo {silo.Name} dies");

    public void Activated(Activation activation)
    {
        if (activation.Key.Kind != GrainKind.Sandbox)
        {
            world.Story.Tell($"{activation.Key.Kind} {activation.Key.Name} is activated on {activation.Silo.Name}");
        }
    }
}
