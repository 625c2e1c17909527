using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>
/// Feeds the rules of <see cref="Pool"/> and carries out their effects. No turn of it awaits a boot, a listing or a channel: all of these run on as
/// continuations on the grain's scheduler and come back as facts.
/// </summary>
[KeepAlive, ByNode]
internal sealed partial class NodePoolGrain : Grain, INodePoolGrain
{
    /// <summary>Sandboxes that one caller is given before it is turned away: all of them were lost or taken.</summary>
    private const int MostTries = 4;

    private static readonly TimeSpan PublishEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>What has not changed is said again, for silos that missed it.</summary>
    private static readonly TimeSpan RepeatEvery = TimeSpan.FromSeconds(2);

    private readonly ISandboxRuntime _runtime;
    private readonly ILevels _levels;
    private readonly NodePresence _presence;
    private readonly PoolOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<NodePoolGrain> _logger;
    private readonly List<PoolEffect> _effects = [];
    private readonly Dictionary<LeaseId, TaskCompletionSource<LeaseDecision>> _waiting = [];
    private readonly long _origin;
    private readonly Pool _pool;
    private readonly string _node;
    private NodeView _view;
    private NodeReport? _report;
    private long _reportedTo;
    private TimeSpan _published = -PublishEvery;
    private TimeSpan _repeated;
    private IGrainTimer? _timer;
    private bool _nudged;

    public NodePoolGrain(
        IGrainContext context,
        ISandboxRuntime runtime,
        TemplateCatalog templates,
        OrganizationScopes scopes,
        ILevels levels,
        NodePresence presence,
        ISandboxNames names,
        [FromKeyedServices(PoolStorage.Name)] IGrainStorage storage,
        IOptions<PoolOptions> options,
        TimeProvider time,
        ILogger<NodePoolGrain> logger)
    {
        (_templates, _scopes, _storage) = (templates, scopes, storage);
        (_runtime, _levels, _presence, _options, _time, _logger) = (runtime, levels, presence, options.Value, time, logger);
        _node = context.GrainId.Key.ToString()!;
        _origin = time.GetTimestamp();
        _pool = new(_node, scopes.Shelves(templates.All), _options.Limits(), names) { Epoch = time.GetUtcNow(), Shares = scopes.Shares };
        _view = new() { Node = _node, Runtime = runtime.Name, State = NodeStates.Ready, Capacity = _options.Capacity, Used = 0 };
    }

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        PublishNow();
        _timer = this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(TimeSpan.Zero, Pool.TickEvery) { Interleave = true, KeepAlive = true });
        return Task.CompletedTask;
    }

    /// <summary>Whoever waits is turned away: the next activation knows nothing of them.</summary>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        TurnAway();
        return Task.CompletedTask;
    }

    public ValueTask Activate() => ValueTask.CompletedTask;

    public ValueTask<IReadOnlyList<PoolView>> Describe() => ValueTask.FromResult(_pool.Describe(Now));

    public ValueTask<IReadOnlyList<PoolDecisionView>> Decisions() => ValueTask.FromResult(_pool.Decisions);

    public ValueTask Observe(SandboxId sandbox, EndReason reason, string? detail)
    {
        _pool.Gone(sandbox.Name, Now, _effects);
        CarryOut();
        Nudge();
        return ValueTask.CompletedTask;
    }

    /// <summary>Has a tick run in a turn of its own, soon: whoever caused it is answered first.</summary>
    private void Nudge()
    {
        if (!_nudged)
        {
            _nudged = true;
            _timer?.Change(TimeSpan.Zero, Pool.TickEvery);
        }
    }

    private Task Tick()
    {
        _nudged = false;
        var now = Now;
        _pool.Epoch = _time.GetUtcNow() - now;
        FollowTemplates();
        _pool.Tick(now, _effects);
        CarryOut();
        NoteIfDrained();
        ListIfDue(now);
        PublishIfDue(now);
        RememberIfDue();
        if (!_nudged)
        {
            _timer?.Change(_pool.NextTick(now), Pool.TickEvery);
        }

        return Task.CompletedTask;
    }

    /// <summary>Every lease nudges a tick; describing the shelves each time would cost more than the lease.</summary>
    private void PublishIfDue(TimeSpan now)
    {
        if (now - _published < PublishEvery)
        {
            return;
        }

        _published = now;
        var report = Report(now);
        var members = _presence.Version;
        if (_report is null || members != _reportedTo || now - _repeated >= RepeatEvery || !report.SaysTheSameAs(_report))
        {
            Publish(report, members, now);
        }
    }

    private void PublishNow() => Publish(Report(Now), _presence.Version, Now);

    private void Publish(NodeReport report, long members, TimeSpan now)
    {
        (_report, _reportedTo, _repeated) = (report, members, now);
        _levels.Publish(report);
    }

    private NodeReport Report(TimeSpan now) => new(
        _view with { State = _pool.IsClosing && _view.State == NodeStates.Ready ? NodeStates.Draining : _view.State, Used = _pool.Count, Taken = _pool.Taken, Drain = _pool.DrainOrder, Breaker = _pool.NodeBreaker.StateAt(now).Name() },
        _pool.Describe(now));

    private ISandboxGrain Sandbox(string name) => GrainFactory.GetGrain<ISandboxGrain>($"{_node}/{name}");
}
