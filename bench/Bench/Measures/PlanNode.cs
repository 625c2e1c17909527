using System.Globalization;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Bench;

/// <summary>One tick of the pool of a large node: forecasts, targets, the plan and its application, with arrivals in between.</summary>
internal sealed class PlanNode : ISandboxNames
{
    private const int Templates = 50;
    private const int Idle = 10;
    private const double ReachUs = 100;
    private readonly List<PoolEffect> _effects = [];
    private readonly Pool _pool;
    private TimeSpan _now = TimeSpan.FromSeconds(1);
    private int _names;
    private int _leases;

    private PlanNode()
    {
        var templates = Enumerable.Range(0, Templates).Select(index => new TemplateSpec { Name = Name(index), MinIdle = Idle, MaxIdle = 4 * Idle });
        _pool = new("node", templates, new() { MaxRefilling = 64, MaxStarting = 64, YieldToLeases = TimeSpan.Zero }, this);
        _pool.Listed([], TimeSpan.Zero, TimeSpan.Zero, _effects);
    }

    string ISandboxNames.Next() => string.Create(CultureInfo.InvariantCulture, $"s{++_names}");

    public static Row Measure(BenchOptions options)
    {
        var node = new PlanNode();
        node.Fill();
        var ticks = new Latency();
        for (var tick = 0; tick < options.Samples(20_000); tick++)
        {
            node.Take(tick % Templates);
            node._now += Pool.TargetEvery;
            ticks.Time(node.Tick);
            node.CarryOut();
        }

        return new()
        {
            Measure = $"plan for a node with {Templates * Idle} sandboxes and {Templates} templates, targets forecast anew",
            Reach = "100 us",
            Measured = $"{ticks.P50 * 1_000:0.0} us",
            P99 = $"{ticks.P99 * 1_000:0.0} us",
            Samples = $"{ticks.Count}",
            Cold = "",
            Reached = ticks.P50 * 1_000 <= ReachUs,
        };
    }

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"t{index}");

    private void Fill()
    {
        while (_pool.Count < Templates * Idle)
        {
            Tick();
            CarryOut();
        }
    }

    private void Tick() => _pool.Tick(_now, _effects);

    private void Take(int template)
    {
        var lease = new LeaseId(string.Create(CultureInfo.InvariantCulture, $"l{++_leases}"));
        var request = new LeaseRequest { Lease = lease, Session = new("o", lease.ToString()), Template = Name(template), WhenEmpty = WhenEmpty.Fail };
        if (_pool.Lease(request, _now, _now) is { Step: LeaseStep.Bind } decision)
        {
            _pool.Gone(decision.Sandbox!, _now, _effects);
        }
    }

    private void CarryOut()
    {
        foreach (var effect in _effects.ToList())
        {
            switch (effect)
            {
                case PoolEffect.Start start:
                    _pool.Started(start.Sandbox, _now, _effects);
                    break;
                case PoolEffect.Retire retire:
                    _pool.Gone(retire.Sandbox, _now, _effects);
                    break;
                default:
                    break;
            }
        }

        _effects.Clear();
    }
}
