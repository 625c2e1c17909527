using System.Globalization;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>
/// The revisions on a shelf. New ones are of the wanted revision; those of others are outgoing: replaced one after the other, the replacement first, and given only where none of the wanted is idle. What is below
/// the floor is neither given nor kept.
/// </summary>
internal sealed partial class Shelf
{
    /// <summary>The revision that is being rolled out.</summary>
    public TemplateSpec? Coming { get; private set; }

    /// <summary>How far it is here; null where none is rolled out. Once failed it stays so until the templates say otherwise, and once done, unless it was done untried.</summary>
    public RolloutState? Rollout { get; private set; }

    public string? RolloutReason { get; private set; }

    /// <summary>The coming revision's own: its failures hold back nothing of the served one.</summary>
    public Breaker ComingBreaker { get; private set; }

    /// <summary>Nothing but the served revision stands here, so that nobody has to look at each sandbox.</summary>
    public bool IsSettled { get; set; } = true;

    /// <summary>The template was deleted: what is bound ends by itself, all else is retired.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>A sandbox of the coming revision has stood ready here.</summary>
    public bool IsProved { get; private set; }

    /// <summary>What new ones are made from.</summary>
    public TemplateSpec Wanted => Rollout is RolloutState.Running or RolloutState.Done ? Coming! : Template;

    /// <summary>What one more takes of the node's room: which revision it will be is known when it is made, so the heavier one's.</summary>
    public Resources Weight => Rollout == RolloutState.Failed || Coming is null ? Resources.Of(Template.Limits) : Resources.Most(Resources.Of(Template.Limits), Resources.Of(Coming.Limits));

    /// <summary>What one less leaves at least: of any revision that may stand here.</summary>
    private Resources Leaves => Coming is null ? Resources.Of(Template.Limits) : Resources.Least(Resources.Of(Template.Limits), Resources.Of(Coming.Limits));

    /// <summary>The lowest revision that is kept.</summary>
    public int Floor => IsClosed ? int.MaxValue : Rollout == RolloutState.Done ? Coming!.Revision : Template.Revision;

    /// <summary>Found, starting and idle ones that are not of the wanted revision.</summary>
    public int Outgoing { get; private set; }
    public int OutgoingIdle { get; private set; }
    public int ComingStarting { get; private set; }

    /// <summary>A sentence for operators, with a space before it; empty where there is nothing to say.</summary>
    public string RolloutText => Rollout switch
    {
        RolloutState.Running => string.Create(CultureInfo.InvariantCulture, $" Revision {Coming!.Revision} is being rolled out: {Outgoing} others are left."),
        RolloutState.Done => string.Create(CultureInfo.InvariantCulture, $" Revision {Coming!.Revision} is rolled out here."),
        RolloutState.Failed => string.Create(CultureInfo.InvariantCulture, $" Revision {Coming!.Revision} is given up here: {RolloutReason}."),
        _ => "",
    };

    public int Standing => Found + Idle.Count + Starting + Bound + Wiping + Ending;

    public void Follow(ShelfTemplate wanted)
    {
        if (Coming?.Revision != wanted.Coming?.Revision)
        {
            Breaker = Coming?.Revision == wanted.Served.Revision && Rollout != RolloutState.Done ? ComingBreaker : Breaker;
            (Rollout, RolloutReason, ComingBreaker, IsProved) = (wanted.Coming is null ? null : RolloutState.Running, null, default, false);
        }

        (Template, Coming, IsClosed, IsSettled) = (wanted.Served, wanted.Coming, false, false);
        Target.Follow(Template);
    }

    public void Close()
    {
        Template = Template with { MinIdle = 0, MaxIdle = 0, Schedules = [] };
        Target.Follow(Template);
        (Orders, Reserves) = (null, NoReserves);
        (Coming, Rollout, RolloutReason, IsClosed, IsSettled) = (null, null, null, true, false);
    }

    /// <summary>Counts anew what is outgoing.</summary>
    public void BeginSurvey() => (Outgoing, OutgoingIdle, ComingStarting) = (0, 0, 0);

    public void Survey(PooledSandbox sandbox)
    {
        var (isComing, phase) = (sandbox.Revision == Coming?.Revision, sandbox.Phase);
        ComingStarting += isComing && phase == SandboxPhase.Starting ? 1 : 0;
        IsProved |= isComing && phase is SandboxPhase.Idle or SandboxPhase.Binding or SandboxPhase.Bound;
        if (phase is SandboxPhase.Found or SandboxPhase.Starting or SandboxPhase.Idle && sandbox.Revision != Wanted.Revision)
        {
            Outgoing++;
            OutgoingIdle += phase == SandboxPhase.Idle ? 1 : 0;
        }
    }

    /// <summary>Nothing outgoing is left, and the coming revision has shown that it starts; where none is to be idle there is nothing to show, until some are to be again.</summary>
    public void EndSurvey()
    {
        if (Rollout == RolloutState.Running && Outgoing == 0 && (IsProved || TargetIdle == 0))
        {
            Rollout = RolloutState.Done;
        }
        else if (Rollout == RolloutState.Done && !IsProved && TargetIdle > 0)
        {
            Rollout = RolloutState.Running;
        }

        IsSettled = Coming is null && Outgoing == 0 && !IsClosed;
    }

    /// <summary>Whether one of the coming revision may be started now: one at a time until it has shown that it starts.</summary>
    public bool TakesComing(TimeSpan now) => Rollout switch
    {
        RolloutState.Done => true,
        RolloutState.Running => ComingBreaker.StateAt(now) switch
        {
            BreakerState.Open => false,
            BreakerState.Closed when IsProved => true,
            _ => ComingStarting == 0,
        },
        _ => false,
    };

    /// <summary>What the next creation is made from. Whoever demands the coming revision has it tried for him; nobody else is given what has not shown that it starts.</summary>
    /// <param name="lowest">The lowest revision that the caller whose creation it is accepts; null where it is for the shelf.</param>
    /// <param name="now">The time.</param>
    public TemplateSpec ToStart(int? lowest, TimeSpan now)
    {
        var demanded = lowest > Template.Revision && Rollout != RolloutState.Failed;
        var isTried = Rollout == RolloutState.Done || lowest is null || IsProved;
        var next = Coming is { } coming && (demanded || (isTried && TakesComing(now))) ? coming : Template;
        ComingStarting += next.Revision == Coming?.Revision ? 1 : 0;
        return next;
    }

    public void ComingStarted(PooledSandbox sandbox)
    {
        if (sandbox.Revision == Coming?.Revision)
        {
            (ComingBreaker, IsProved) = (Breaker.Succeeded(), true);
        }
    }

    /// <summary>A creation failed. True: it says nothing of what is served, and is not to be held against it.</summary>
    public bool ComingFailed(PooledSandbox sandbox, string? detail, int mostFailures, TimeSpan now)
    {
        if (sandbox.Revision == Template.Revision || (Rollout == RolloutState.Done && sandbox.Revision == Coming!.Revision))
        {
            return false;
        }

        if (Rollout == RolloutState.Running && sandbox.Revision == Coming!.Revision)
        {
            ComingBreaker = ComingBreaker.Failed(now);
            if (ComingBreaker.Failures >= mostFailures)
            {
                (Rollout, RolloutReason) = (RolloutState.Failed, $"{ComingBreaker.Failures} creations failed in a row; the last: {detail ?? "no reason is known"}");
            }
        }

        return true;
    }

    /// <summary>The one to be given to whoever accepts no revision below <paramref name="lowest"/>: of the wanted revision where there is one, and then as <see cref="Next"/>.</summary>
    public PooledSandbox? NextFor(int lowest, TimeSpan bornBy)
    {
        if (IsSettled && lowest <= Template.Revision)
        {
            return Next(bornBy);
        }

        PooledSandbox? best = null;
        foreach (var sandbox in Idle)
        {
            best = sandbox.Revision >= Math.Max(lowest, Floor) && (best is null || IsBetter(sandbox, best, bornBy)) ? sandbox : best;
        }

        return best;
    }

    /// <summary>The first to be retired: an outgoing one, else the oldest.</summary>
    public PooledSandbox FirstToGo() => IsSettled ? Idle.First!.Value : Idle.FirstOrDefault(sandbox => sandbox.Revision != Wanted.Revision) ?? Idle.First!.Value;

    /// <param name="sandbox">It is younger than <paramref name="other"/>.</param>
    /// <param name="other">The best so far.</param>
    /// <param name="bornBy">Those that were born by then are past their age.</param>
    private bool IsBetter(PooledSandbox sandbox, PooledSandbox other, TimeSpan bornBy)
    {
        var (isWanted, otherIsWanted) = (sandbox.Revision == Wanted.Revision, other.Revision == Wanted.Revision);
        return isWanted != otherIsWanted ? isWanted : other.BornAt <= bornBy;
    }

    /// <summary>Idle ones that are to be replaced: the outgoing, and of the others those that are past their age.</summary>
    public int ToReplace(TimeSpan bornBy) => Idle.Count(sandbox => sandbox.Revision != Wanted.Revision || sandbox.BornAt <= bornBy);
}
