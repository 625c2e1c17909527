using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

public sealed class FakeTemplate(TemplateSpec? spec) : ITemplateGrain
{
    public ValueTask<TemplateSpec?> Get() => new(spec);
}

public sealed class FakePool(string node) : INodePoolGrain
{
    public ValueTask<Outcome<Leased>> Lease(LeaseRequest request, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask Observe(SandboxId sandbox, EndReason reason, string? detail) => default;

    public ValueTask<IReadOnlyList<PoolView>> Describe() => new([new PoolView { Node = node, Template = "python", Scope = "shared", Idle = 4, Target = 4, LastDecision = "Enough." }]);

    public ValueTask Activate() => default;

    public ValueTask Drain() => default;

    public ValueTask HandOver() => default;
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
