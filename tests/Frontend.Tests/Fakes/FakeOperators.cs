using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

public sealed class FakeTemplate(TemplateSpec? spec) : ITemplateGrain
{
    public ValueTask<TemplateSpec?> Get() => new(spec);
}

public sealed partial class FakePool(string node) : INodePoolGrain
{
    public ValueTask<Outcome<Leased>> Lease(LeaseRequest request, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask Observe(SandboxId sandbox, EndReason reason, string? detail) => default;

    public ValueTask<IReadOnlyList<PoolView>> Describe() => new([new PoolView { Node = node, Template = "python", Scope = "shared", Idle = 4, Target = 4, LastDecision = "Enough." }]);

    public ValueTask<IReadOnlyList<PoolDecisionView>> Decisions() => new([Decision("python", 7, minute: 1), Decision("bash", 2, minute: 2), Decision("python", 5, minute: 0)]);

    public ValueTask Wiping(SandboxId sandbox, LeaseId lease) => default;

    public ValueTask Activate() => default;

    public ValueTask Drain() => default;

    public ValueTask HandOver() => default;

    private PoolDecisionView Decision(string template, int target, int minute) => new()
    {
        At = new(2026, 11, 27, 9, minute, 0, TimeSpan.Zero),
        Node = node,
        Template = template,
        Scope = "shared",
        Target = target,
        Bound = "forecast",
        Action = "enough",
        Idle = target,
        Starting = 0,
        Leased = 3,
        Waiting = 0,
        Started = 12,
        Retired = 1,
        Forecast = new() { ArrivalsPerSecond = 1.23456, RefillSeconds = 2.5, Expected = 3.0864, Deviations = 2.125, NeededThisTimeOfDay = 4, Scheduled = 0, Needed = target },
    };
}

public sealed class FakeDirectory : IDirectoryGrain
{
    private FakeCluster? _cluster;

    public bool IsReady { get; set; } = true;

    public Exception? Fault { get; set; }

    public List<SessionView> Listed { get; } = [];

    public FakeDirectory With(FakeCluster cluster)
    {
        _cluster = cluster;
        return this;
    }

    public ValueTask<IReadOnlyList<TemplateSpec>> Templates(string organization) => new(_cluster!.Templates);

    public ValueTask<IReadOnlyList<NodeView>> Nodes() =>
        new([new NodeView { Node = "local", Runtime = "local", State = "ready", Capacity = 100, Used = 4, Containment = ["memory: cgroup"] }]);

    public ValueTask<SessionPage> Sessions(string organization, SessionState? state, string? template, string? afterId, int most)
    {
        var found = Listed.Where(view => view.Id.Organization == organization && (state is null || view.State == state) && (afterId is null || string.CompareOrdinal(view.Id.Name, afterId) > 0)).ToList();
        var page = found.Take(most).ToList();
        return new(new SessionPage(page, found.Count > most ? page[^1].Id.Name : null));
    }

    public ValueTask<bool> Ready() => Fault is null ? new(IsReady) : throw Fault;
}
