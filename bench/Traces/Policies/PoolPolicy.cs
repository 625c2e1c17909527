using System.Globalization;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Bench.Traces;

/// <summary>The product's own pool under a virtual clock: the code that runs in a node, with the effects of starting and retiring carried out here.</summary>
public sealed class PoolPolicy : ISandboxNames
{
    private readonly PriorityQueue<Action, TimeSpan> _due = new();
    private readonly List<PoolEffect> _effects = [];
    private readonly Dictionary<string, TimeSpan> _asked = [];
    private readonly List<double> _waits = [];
    private readonly List<(TimeSpan, int, int)> _levels = [];
    private readonly Random _random = new(1);
    private readonly Trace _trace;
    private readonly Pool _pool;
    private readonly string _policy;
    private TimeSpan _now;
    private TimeSpan _counted;
    private double _idleSeconds;
    private int _idle;
    private int _hits;
    private int _names;

    private PoolPolicy(string policy, Trace trace, TemplateSpec template)
    {
        (_policy, _trace) = (policy, trace);
        _pool = new("node", [template], new() { MaxRefilling = Refill.AtATime, MaxStarting = Refill.AtATime, YieldToLeases = TimeSpan.FromMilliseconds(250), MaxIdleAge = TimeSpan.FromDays(30) }, this) { Epoch = trace.Starts };
        _pool.Listed([], TimeSpan.Zero, TimeSpan.Zero, _effects);
    }

    /// <summary>As the product does it, with a target probability of a miss.</summary>
    public static Outcome Adaptive(Trace trace, double missProbability = 0.01, IReadOnlyList<IdleSchedule>? schedules = null) =>
        new PoolPolicy("adaptive", trace, Template(0, 200) with { MissProbability = missProbability, Schedules = schedules ?? [] }).Run();

    /// <summary>Always so many.</summary>
    public static Outcome Fixed(Trace trace, int idle) => new PoolPolicy(string.Create(CultureInfo.InvariantCulture, $"fixed {idle}"), trace, Template(idle, idle)).Run();

    string ISandboxNames.Next() => string.Create(CultureInfo.InvariantCulture, $"s{++_names}");

    private static TemplateSpec Template(int minIdle, int maxIdle) => new() { Name = "t", MinIdle = minIdle, MaxIdle = maxIdle };

    private Outcome Run()
    {
        var next = 0;
        Tick();
        while (true)
        {
            var arrival = next < _trace.Arrivals.Count ? _trace.Arrivals[next] : _trace.Length;
            var tick = _now + _pool.NextTick(_now);
            var due = _due.TryPeek(out _, out var at) ? at : TimeSpan.MaxValue;
            var soonest = Soonest(arrival, tick, due);
            if (soonest >= _trace.Length)
            {
                Pass(_trace.Length);
                break;
            }

            Pass(soonest);
            if (soonest == due)
            {
                _due.Dequeue()();
            }
            else if (soonest == arrival)
            {
                Ask(next++);
            }

            Tick();
        }

        return new() { Policy = _policy, Arrivals = _trace.Arrivals.Count, Hits = _hits, Waits = _waits, IdleSeconds = _idleSeconds, Levels = _levels };
    }

    private static TimeSpan Soonest(TimeSpan one, TimeSpan two, TimeSpan three) => one < two ? (one < three ? one : three) : two < three ? two : three;

    private void Pass(TimeSpan to)
    {
        _idleSeconds += _idle * (to - _counted).TotalSeconds;
        (_now, _counted) = (to, to);
    }

    private void Ask(int caller)
    {
        var lease = new LeaseId(string.Create(CultureInfo.InvariantCulture, $"l{caller}"));
        var request = new LeaseRequest { Lease = lease, Session = new("o", lease.ToString()), Template = "t", Wait = TimeSpan.FromHours(1), TimeToConfirm = TimeSpan.FromSeconds(30) };
        _asked[lease.ToString()] = _now;
        var decision = _pool.Lease(request, _now, _now);
        if (decision.Step == LeaseStep.Bind)
        {
            _hits++;
            Serve(lease, decision);
        }
    }

    private void Serve(LeaseId lease, LeaseDecision decision)
    {
        _asked.Remove(lease.ToString(), out var asked);
        _waits.Add((_now - asked).TotalSeconds);
        _pool.Bound(lease, new("o", lease.ToString()), decision.Sandbox!, LatchResult.Ok, _effects);
        At(_now + TimeSpan.FromSeconds(10), () => _pool.Gone(decision.Sandbox!, _now, _effects));
    }

    private void Tick()
    {
        _pool.Tick(_now, _effects);
        for (var i = 0; i < _effects.Count; i++)
        {
            CarryOut(_effects[i]);
        }

        _effects.Clear();
        var view = _pool.Describe(_now)[0];
        _idle = view.Idle;
        if (_levels.Count == 0 || _levels[^1].Item2 != view.Idle || _levels[^1].Item3 != view.Target)
        {
            _levels.Add((_now, view.Idle, view.Target));
        }
    }

    private void CarryOut(PoolEffect effect)
    {
        switch (effect)
        {
            case PoolEffect.Start start:
                At(_now + Refill.Draw(_random), () => _pool.Started(start.Sandbox, _now, _effects));
                break;
            case PoolEffect.Assign assign:
                Serve(assign.Lease, assign.Decision);
                break;
            case PoolEffect.Retire retire:
                At(_now, () => _pool.Gone(retire.Sandbox, _now, _effects));
                break;
            default:
                break;
        }
    }

    private void At(TimeSpan at, Action what) => _due.Enqueue(what, at);
}
