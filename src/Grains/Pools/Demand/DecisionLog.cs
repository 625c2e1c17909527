using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>The last decisions of one shelf.</summary>
internal sealed class DecisionLog
{
    private readonly Queue<PoolDecisionView> _earlier = new();
    private PoolDecisionView? _current;
    private IdleTarget _target;
    private PoolDecision _decision;
    private int _started;
    private int _retired;

    /// <summary>The latest first; that with the forecast as it is now.</summary>
    public IEnumerable<PoolDecisionView> Views(ShelfTarget target) =>
        _current is null ? [] : _earlier.Append(_current with { Started = _started, Retired = _retired, Forecast = target.View() }).Reverse();

    public void Note(string node, Shelf shelf, in ShelfPlan plan, DateTimeOffset wall)
    {
        if (_current is null || _target != shelf.Target.Current || Kind(_decision) != Kind(plan.Decision))
        {
            Begin(node, shelf, plan, wall);
        }

        _started += plan.Create + plan.CreateCold;
        _retired += plan.Retire;
    }

    private void Begin(string node, Shelf shelf, in ShelfPlan plan, DateTimeOffset wall)
    {
        if (_current is not null)
        {
            _earlier.Enqueue(_current with { Started = _started, Retired = _retired });
        }

        if (_earlier.Count >= PoolDecisionView.MostOfAShelf)
        {
            _earlier.Dequeue();
        }

        (_target, _decision, _started, _retired) = (shelf.Target.Current, plan.Decision, 0, 0);
        _current = View(node, shelf, plan, wall);
    }

    /// <summary>One word for what follows each other with every lease.</summary>
    private static PoolDecision Kind(PoolDecision decision) =>
        decision is PoolDecision.Underway or PoolDecision.Creating or PoolDecision.YieldsToLeases or PoolDecision.HeldByStarting ? PoolDecision.Enough : decision;

    private static PoolDecisionView View(string node, Shelf shelf, in ShelfPlan plan, DateTimeOffset wall) => new()
    {
        At = wall,
        Node = node,
        Template = shelf.Template.Name,
        Scope = shelf.Template.Scope,
        Target = shelf.Target.Current.Count,
        Bound = Words(shelf.Target.Current.Bound.ToString()),
        Action = Words(plan.Decision.ToString()),
        Idle = shelf.Idle.Count,
        Starting = shelf.Starting,
        Leased = shelf.Bound,
        Waiting = shelf.Waiting.Count,
        Started = 0,
        Retired = 0,
        Forecast = shelf.Target.View(),
    };

    /// <summary>HeldByMaxTotal as held-by-max-total.</summary>
    private static string Words(string name) =>
        string.Concat(name.Select((letter, index) => char.IsUpper(letter) && index > 0 ? "-" + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));
}
