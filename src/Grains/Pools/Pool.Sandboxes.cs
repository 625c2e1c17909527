using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

public sealed partial class Pool
{
    /// <summary>Sandboxes that operators destroyed and that are remembered, so that whoever repeats it gets the same answer.</summary>
    public const int MostDestroyed = 1_000;

    private readonly Dictionary<string, SandboxView> _destroyed = [];
    private readonly Queue<string> _destroyedInOrder = new();

    /// <summary>Sandboxes in the order of their names after <paramref name="after"/>.</summary>
    public IReadOnlyList<SandboxView> Sandboxes(string? template, string? after, int most, TimeSpan now) =>
    [
        .. _sandboxes.Values
            .Where(sandbox => (template is null || sandbox.Shelf?.Template.Name == template) && (after is null || string.CompareOrdinal(sandbox.Name, after) > 0))
            .OrderBy(sandbox => sandbox.Name, StringComparer.Ordinal)
            .Take(most)
            .Select(sandbox => View(sandbox, now)),
    ];

    /// <summary>An operator wants it gone, whoever holds it. Null: there is none of that name.</summary>
    public SandboxView? Destroy(string name, string? reason, TimeSpan now, List<PoolEffect> effects)
    {
        if (!_sandboxes.TryGetValue(name, out var sandbox))
        {
            return _destroyed.GetValueOrDefault(name);
        }

        if (sandbox.Phase != SandboxPhase.Ending && !_closed)
        {
            EndForOperator(sandbox, reason, now, effects);
            Remember(View(sandbox, now));
        }

        return View(sandbox, now);
    }

    /// <summary>An operator wants a fresh one in its place. An idle one counts as past its age from now on; one that is held is not used again. Null: there is none of that name.</summary>
    public SandboxView? Recycle(string name, TimeSpan now)
    {
        if (!_sandboxes.TryGetValue(name, out var sandbox))
        {
            return null;
        }

        sandbox.IsCondemned = true;
        Condemn(sandbox);
        return View(sandbox, now);
    }

    /// <summary>One that becomes idle after it was condemned is replaced as one that is past its age.</summary>
    private void Condemn(PooledSandbox sandbox)
    {
        if (sandbox is { IsCondemned: true, Phase: SandboxPhase.Idle })
        {
            sandbox.BornAt = TimeSpan.MinValue;
            Move(sandbox, SandboxPhase.Idle);
        }
    }

    /// <summary>A cold caller whose creation it was is told that it failed; one that nobody is known to hold goes through its latch.</summary>
    private void EndForOperator(PooledSandbox sandbox, string? reason, TimeSpan now, List<PoolEffect> effects)
    {
        if (sandbox.Lease is { } lease)
        {
            effects.Add(new PoolEffect.End(sandbox.Name, lease, sandbox.Session, EndReason.Operator) { Detail = reason });
            Move(sandbox, SandboxPhase.Ending);
            return;
        }

        if (sandbox is { Phase: SandboxPhase.Starting, Shelf: { } shelf })
        {
            RefuseCold(sandbox, shelf, now, effects);
        }

        Retire(sandbox, effects);
    }

    private void Remember(SandboxView destroyed)
    {
        if (_destroyed.TryAdd(destroyed.Id.Name, destroyed))
        {
            _destroyedInOrder.Enqueue(destroyed.Id.Name);
        }

        if (_destroyedInOrder.Count > MostDestroyed)
        {
            _destroyed.Remove(_destroyedInOrder.Dequeue());
        }
    }

    private SandboxView View(PooledSandbox sandbox, TimeSpan now) => new()
    {
        Id = new(_node, sandbox.Name),
        Template = sandbox.Shelf?.Template.Name,
        Scope = sandbox.Shelf?.Template.Scope,
        Phase = PhaseName(sandbox.Phase),
        Age = now - (sandbox.BornAt > sandbox.Since || sandbox.BornAt == TimeSpan.MinValue ? sandbox.Since : sandbox.BornAt),
        Uses = sandbox.Uses + (sandbox.Phase is SandboxPhase.Binding or SandboxPhase.Bound ? 1 : 0),
        Session = sandbox.Session ?? sandbox.Lease?.Session,
        Recycling = sandbox.IsCondemned,
    };

    private static string PhaseName(SandboxPhase phase) => phase switch
    {
        SandboxPhase.Found => "found",
        SandboxPhase.Starting => "starting",
        SandboxPhase.Idle => "idle",
        SandboxPhase.Binding => "binding",
        SandboxPhase.Bound => "bound",
        SandboxPhase.Wiping => "wiping",
        _ => "ending",
    };
}
