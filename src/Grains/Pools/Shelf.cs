using System.Diagnostics;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What a shelf is: a scope and a template.</summary>
internal readonly record struct ShelfKey(string Scope, string Template);

/// <summary>The sandboxes of one template for one scope, and who waits for them.</summary>
internal sealed partial class Shelf(TemplateSpec template)
{
    public TemplateSpec Template { get; private set; } = template;

    public ShelfKey Key => new(Template.Scope, Template.Name);

    /// <summary>Oldest first.</summary>
    public LinkedList<PooledSandbox> Idle { get; } = [];

    /// <summary>In the order of their coming.</summary>
    public LinkedList<Waiter> Waiting { get; } = [];
    public int Starting { get; private set; }
    public int Found { get; private set; }
    public int StartingCold { get; private set; }
    public int Bound { get; private set; }
    public int Ending { get; private set; }

    /// <summary>On their way back to the shelf.</summary>
    public int Wiping { get; private set; }
    public Breaker Breaker { get; set; }
    public PoolDecision LastDecision { get; set; }
    public string? LastFailure { get; set; }

    /// <summary>How many are to be idle.</summary>
    public ShelfTarget Target { get; } = new(template);
    public DecisionLog Decisions { get; } = new();

    /// <summary>The last creation failed because a quota is full.</summary>
    public bool IsQuotaFull { get; set; }

    /// <summary>As many idle ones stay whatever others need: those that the template, its schedule and reserves ask for.</summary>
    public int Kept => Math.Max(Reserved, Math.Max(Target.Least, Target.Scheduled));

    /// <param name="bornBy">Idle ones that were born by then are past their age.</param>
    public ShelfLevels Levels(TimeSpan bornBy) => new()
    {
        Target = TargetIdle,
        MostIdle = Target.MostIdle,
        Comfortable = Target.Comfortable,
        MaxTotal = Template.MaxTotal,
        Idle = Idle.Count,
        Aged = Aged(bornBy),
        Found = Found + Wiping, // either is idle soon, or gone
        Starting = Starting,
        StartingCold = StartingCold,
        Other = Bound + Ending,
        Waiting = Waiting.Count - ColdWaiting,
        Cold = Cold,
        Breaker = Breaker,
        IsQuotaFull = IsQuotaFull,
        Weight = Weight,
        Leaves = Leaves,
        Kept = Kept,
    };

    /// <summary>The one to be given next: the oldest that is not past its age, and where all are, the youngest. Null: none is idle.</summary>
    public PooledSandbox? Next(TimeSpan bornBy)
    {
        if (Idle.Last is not { } youngest || youngest.Value.BornAt <= bornBy)
        {
            return Idle.Last?.Value;
        }

        var next = Idle.First!;
        while (next.Value.BornAt <= bornBy)
        {
            next = next.Next!;
        }

        return next.Value;
    }

    /// <summary>Cold callers in the queue, with or without a creation of their own.</summary>
    public int ColdWaiting { get; set; }

    /// <summary>Cold callers in the queue without a creation of their own.</summary>
    public int Cold { get; set; }

    private int Aged(TimeSpan bornBy)
    {
        var aged = 0;
        for (var oldest = Idle.First; oldest is not null && oldest.Value.BornAt <= bornBy; oldest = oldest.Next)
        {
            aged++;
        }

        return aged;
    }

    /// <summary>Moves a sandbox from one phase to another in the shelf's books.</summary>
    public void Count(PooledSandbox sandbox, SandboxPhase phase, int by)
    {
        switch (phase)
        {
            case SandboxPhase.Starting:
                Starting += by;
                StartingCold += sandbox.ReservedFor is null ? 0 : by;
                break;
            case SandboxPhase.Binding or SandboxPhase.Bound:
                Bound += by;
                break;
            case SandboxPhase.Found:
                Found += by;
                break;
            case SandboxPhase.Wiping:
                Wiping += by;
                break;
            case SandboxPhase.Ending:
                Ending += by;
                break;
            default:
                Place(sandbox, by);
                break;
        }

        Debug.Assert(Found >= 0 && Starting >= 0 && StartingCold >= 0 && Bound >= 0 && Wiping >= 0 && Ending >= 0, "A shelf counts below zero.");
    }

    private void Place(PooledSandbox sandbox, int by)
    {
        if (by > 0)
        {
            Shelve(sandbox);
        }
        else
        {
            Idle.Remove(sandbox.IdleNode);
        }
    }

    /// <summary>Mostly the youngest; one that was found may be older than those that stand there.</summary>
    private void Shelve(PooledSandbox sandbox)
    {
        var before = Idle.Last;
        while (before is not null && before.Value.BornAt > sandbox.BornAt)
        {
            before = before.Previous;
        }

        if (before is null)
        {
            Idle.AddFirst(sandbox.IdleNode);
        }
        else
        {
            Idle.AddAfter(before, sandbox.IdleNode);
        }
    }
}

/// <summary>A caller that waits for a sandbox.</summary>
internal sealed record Waiter(LeaseRequest Request, Shelf Shelf, TimeSpan Since, TimeSpan Deadline)
{
    public required FairShare Share { get; init; }

    public bool IsCold => Request.WhenEmpty == WhenEmpty.Cold;

    /// <summary>The creation in flight that is reserved for this cold caller.</summary>
    public PooledSandbox? Creation { get; set; }
}
