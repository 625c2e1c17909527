using Sandboxes.Abstractions;
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

    /// <summary>One that was wiped stays with its organization, and is for no more leases than its template says.</summary>
    public void Given(SimSandbox sandbox, LeaseId lease)
    {
        if (lease.Session!.Value.Organization != sandbox.Organization)
        {
            Violated("another-organization", $"{sandbox.Id.Name} was used by {sandbox.Organization} and was given to {world.Story.Lease(lease.Value)}.");
        }

        if (sandbox.Latch!.Generation > sandbox.Template.MaxUses)
        {
            Violated("used-too-often", $"{sandbox.Id.Name} is for its {sandbox.Latch.Generation}th lease of {sandbox.Template.MaxUses}.");
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
    public void Stored(string key, object? before, object after)
    {
        if (after is SessionRow session)
        {
            Stored(key, (SessionRow?)before, session);
        }
        else if (after is TemplateRow templates)
        {
            Stored((TemplateRow?)before, templates);
        }
    }

    private void Stored(string session, SessionRow? before, SessionRow after)
    {
        world.Story.Tell($"the row of {session} is now {(after.IsActive ? "active" : $"closed ({after.Ended?.Reason}: {after.Ended?.Detail})")} with {after.Sandbox.Name}");
        world.Kernel.Note(after.IsActive ? 1 : 2);
        _stored.Add(after.Lease.Value);
        _activeSince.TryAdd(after.Lease.Value, world.Now);
        // One that nobody was told of may make room for the next attempt of the same open.
        if (before is { IsActive: true } && after.IsActive && before.Lease != after.Lease && IsHeld(before))
        {
            Violated("row-replaced", $"The row of {session} was active with {before.Sandbox.Name}, and is with {after.Sandbox.Name} now.");
        }

        if (before is { IsActive: false } && after.IsActive && before.Lease == after.Lease)
        {
            Violated("row-resurrected", $"The row of {session} was closed, and is active with the same lease now.");
        }

        // What is not known to have been open may be tried again.
        if (before is { Ended: { } end } && (before.Served is not null || Pool.IsInOrder(end.Reason)) && _opened.Contains((session, before.Incarnation)) && after.IsActive && before.Lease.Request == after.Lease.Request)
        {
            Violated("opened-twice", $"The request that had opened {session} with {before.Sandbox.Name} ({end.Reason}) opened it again with {after.Sandbox.Name}.");
        }

        Hold(session, before, after);
    }

    private bool IsHeld(SessionRow row) =>
        _acknowledged.TryGetValue(row.Sandbox.Name, out var told) && !told.IsReleased
        && world.Node(row.Sandbox.Node).Sandboxes.TryGetValue(row.Sandbox.Name, out var sandbox) && sandbox.BoundBy == row.Lease.Value;

    /// <summary>A row's end may be stored after its sandbox was wiped and given away.</summary>
    private bool IsUsedAgain(SandboxId id) => world.Node(id.Node).Sandboxes.TryGetValue(id.Name, out var sandbox) && sandbox.Latch is { Generation: > 1 };

    private void Hold(string session, SessionRow? before, SessionRow after)
    {
        if (before is { IsActive: true })
        {
            _rowOf.Remove(before.Sandbox.Name);
        }

        if (after.IsActive && !_rowOf.TryAdd(after.Sandbox.Name, session) && !IsUsedAgain(after.Sandbox))
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
