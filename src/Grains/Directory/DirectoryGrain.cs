using Orleans.Concurrency;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

[StatelessWorker]
internal sealed class DirectoryGrain(
    TemplateCatalog templates,
    TemplateViews views,
    ISandboxRuntime runtime,
    ISessionList sessions,
    PoolDirectory pools) : Grain, IDirectoryGrain
{
    public ValueTask<IReadOnlyList<TemplateView>> Templates(string organization) =>
        ValueTask.FromResult<IReadOnlyList<TemplateView>>([.. templates.Entries.Select(entry => views.Of(organization, entry))]);

    /// <summary>Until a first report is here, what this silo's own runtime reaches.</summary>
    public ValueTask<IReadOnlyList<NodeView>> Nodes() =>
        pools.Nodes is { Count: > 0 } nodes ? ValueTask.FromResult(nodes) : runtime.ListNodes(CancellationToken.None);

    public ValueTask<SessionPage> Sessions(string organization, SessionState? state, string? template, string? afterId, int most) =>
        sessions.Page(organization, state, template, afterId, most);

    public ValueTask<bool> Ready() => ValueTask.FromResult(pools.Ready);
}
