using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

public sealed class FakeTemplate(TemplateSpec? spec, Rollout? rollout) : ITemplateGrain
{
    public ValueTask<TemplateView?> Get() => new(spec is null ? null : new TemplateView(spec) { Rollout = rollout, Nodes = rollout is null ? [] : [new("local", rollout.State, 3)] });
}

/// <summary>Takes what is put, without rules.</summary>
public sealed class FakeTemplateCatalog(FakeCluster cluster) : ITemplateCatalogGrain
{
    public ValueTask<Outcome<PutTemplate>> Put(TemplateSpec wanted, TemplateCondition condition)
    {
        cluster.TemplateCondition = condition;
        if (cluster.TemplateRefusal is { } refusal)
        {
            return new(refusal);
        }

        var removed = cluster.Templates.RemoveAll(template => template.Name == wanted.Name);
        cluster.Templates.Add(wanted);
        return new(new PutTemplate(new() { Served = wanted, LastRevision = 1 }, removed == 0));
    }

    public ValueTask<Outcome<TemplateDeleted>> Delete(string name, TemplateCondition condition)
    {
        cluster.TemplateCondition = condition;
        return new(cluster.TemplateRefusal is { } refusal ? refusal : new TemplateDeleted(cluster.Templates.RemoveAll(template => template.Name == name) > 0));
    }

    public ValueTask<TemplateRow?> Read(long known) => new((TemplateRow?)null);
}

public sealed partial class FakePool(string node) : INodePoolGrain
{
    public ValueTask<Outcome<Leased>> Lease(LeaseRequest request, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask Observe(SandboxId sandbox, EndReason reason, string? detail) => default;

    public ValueTask<IReadOnlyList<PoolView>> Describe() => new([new PoolView { Node = node, Template = "python", Scope = "shared", Idle = 4, Target = 4, LastDecision = "Enough." }]);

    public ValueTask<IReadOnlyList<PoolDecisionView>> Decisions() => new([Decision("python", 7, minute: 1), Decision("bash", 2, minute: 2), Decision("python", 5, minute: 0)]);

    public ValueTask Wiping(SandboxId sandbox, LeaseId lease) => default;

    public ValueTask<IReadOnlyList<StoredLease>> Outlived(IReadOnlyList<StoredLease> leases) => new([]);

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

    public ValueTask<IReadOnlyList<TemplateView>> Templates(string organization) => new([.. _cluster!.Templates.Select(template => new TemplateView(template))]);

    public ValueTask<IReadOnlyList<NodeView>> Nodes() =>
        new([new NodeView { Node = "local", Runtime = "local", State = "ready", Capacity = 100, Used = 4, Room = new(4_096, long.MaxValue), Taken = new(2_048, 500), Containment = ["memory: cgroup"] }]);

    public ValueTask<SessionPage> Sessions(string organization, SessionState? state, string? template, string? afterId, int most)
    {
        var found = Listed.Where(view => view.Id.Organization == organization && (state is null || view.State == state) && (afterId is null || string.CompareOrdinal(view.Id.Name, afterId) > 0)).ToList();
        var page = found.Take(most).ToList();
        return new(new SessionPage(page, found.Count > most ? page[^1].Id.Name : null));
    }

    public ValueTask<bool> Ready() => Fault is null ? new(IsReady) : throw Fault;
}
