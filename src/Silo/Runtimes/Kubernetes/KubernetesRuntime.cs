using k8s.Autorest;
using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Channels;
using Sandboxes.Silo.Keys;
using Sandboxes.Silo.Runtimes.Kubernetes.Channels;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;
using Sandboxes.Silo.Runtimes.Kubernetes.Requests;
using Sandboxes.Silo.Runtimes.Kubernetes.Watching;

namespace Sandboxes.Silo.Runtimes.Kubernetes;

/// <summary>
/// Sandboxes are pods. The API server hears of a pod twice, when it is made and when it is deleted; everything else goes over the channel to its agent, and what happens to it is learned from one watch.
/// </summary>
internal sealed partial class KubernetesRuntime(
    ClusterView cluster,
    PodRequests requests,
    PodConnector connector,
    NamespaceKeeper namespaces,
    TemplateCatalog templates,
    ClusterKeys keys,
    IOptions<KubernetesOptions> settings,
    IOptions<ClusterOptions> identity,
    TimeProvider time,
    ILogger<KubernetesRuntime> logger) : ISandboxRuntime, IKeyVersion
{
    /// <summary>From the moment when it has a node: its image is pulled, its containers are made.</summary>
    private static readonly TimeSpan LongestBoot = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KnockAgain = TimeSpan.FromMilliseconds(50);

    private readonly KubernetesOptions _options = settings.Value;

    public string Name => "kubernetes";

    public bool NodesAreSilos => false;

    public bool SandboxesOutlive => true;

    /// <summary>One that waits for room is held, for as long as an idle one may live.</summary>
    public TimeSpan LongestStart => TimeSpan.FromSeconds(_options.MaxIdleAgeSeconds);

    public int? KeyVersion => keys.Current;

    public ValueTask<IReadOnlyList<NodeView>> ListNodes(CancellationToken cancellation)
    {
        var used = cluster.Pods.Pods.CountBy(pod => pod.Node).ToDictionary();
        var each = LeastOfASandbox();
        return ValueTask.FromResult<IReadOnlyList<NodeView>>([.. cluster.Nodes.Select(node => new NodeView
        {
            Node = node.Name,
            Runtime = Name,
            State = StateOf(node),
            Capacity = (node.Room - cluster.Others.Of(node.Name)).Fit(each),
            Used = used.GetValueOrDefault(node.Name),
        })]);
    }

    /// <exception cref="SandboxRuntimeException">What there is is not known yet.</exception>
    public ValueTask<IReadOnlyList<FoundSandbox>> List(string node, CancellationToken cancellation)
    {
        if (!cluster.Pods.Listed.IsCompletedSuccessfully)
        {
            throw new SandboxRuntimeException("The API server has not said yet which pods there are.");
        }

        var here = cluster.Pods.Pods.Where(pod => pod.Node == node).ToList();
        foreach (var ended in here.Where(pod => pod is { End: not null, IsLeaving: false }))
        {
            _ = ClearAway(ended);
        }

        return ValueTask.FromResult<IReadOnlyList<FoundSandbox>>([.. here.Where(pod => pod is { End: null, IsLeaving: false } && !cluster.IsDeleted(pod.Name)).Select(pod => pod.Found)]);
    }

    public async ValueTask Create(SandboxId id, TemplateSpec template, CancellationToken cancellation)
    {
        if (!keys.Has(id.Name))
        {
            throw new SandboxRuntimeException($"The name {id.Name} of a sandbox carries no version of the cluster key that is known here (s{keys.Current}-... for the present one).");
        }

        if (await namespaces.Ready(template.Scope, cancellation) is { } problem)
        {
            throw new SandboxRuntimeException(problem);
        }

        var pod = PodTemplate.For(id, template, _options, identity.Value.Id, keys.StartPublicKey(id.Name));
        try
        {
            cluster.Pods.Add(await requests.Create(pod, id.Node, cancellation));
        }
        catch (NamespaceDoubtException doubt)
        {
            namespaces.Doubt(template.Scope);
            throw new SandboxRuntimeException(doubt.Message, doubt);
        }
    }

    /// <summary>Returns when the API server has accepted it: what still runs is killed within a second, and nobody can be given it any more.</summary>
    public async ValueTask Remove(SandboxId id, CancellationToken cancellation)
    {
        if (!cluster.IsDeleted(id.Name) && await Find(id.Name, cancellation) is { IsLeaving: false } pod)
        {
            await requests.Delete(pod, cancellation);
            cluster.NoteDeleted(pod);
        }
    }

    public async ValueTask<ISandboxChannel> OpenChannel(SandboxId id, CancellationToken cancellation)
    {
        while (true)
        {
            var pod = await Running(id.Name, cancellation);
            try
            {
                var stream = await connector.Connect(pod, cancellation);
                var (channel, _) = await SealedChannel.OpenAsync(stream, id.Name, keys.SecretsFor(id.Name), () => PodStart.Of(pod, templates, keys, _options), time, cancellation);
                return channel;
            }
            catch (Exception fault) when (fault is IOException or ChannelClosedException)
            {
                LogNotAnswering(id.Name, fault.Message);
                await Task.Delay(KnockAgain, time, cancellation);
            }
        }
    }

    public Task<SandboxGone> Gone(SandboxId id) => cluster.Pods.Gone(id.Name) ?? cluster.GoneUnlessThere(id.Name);

    /// <summary>What the smallest takes: capacity bounds what is asked for, and the scheduler holds what does not fit.</summary>
    private Amount LeastOfASandbox() => templates.All
        .Select(template => Amount.Of(PodResources.RequestsOf(template.Limits, _options.Pod)) with { Pods = 1 })
        .Aggregate(Amount.Least);

    private async ValueTask<PodView?> Find(string name, CancellationToken cancellation)
    {
        try
        {
            return await cluster.Find(name, cancellation);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested && fault is HttpOperationException or HttpRequestException or IOException or OperationCanceledException)
        {
            throw new SandboxRuntimeException($"The pod {name} could not be looked up. {ApiFaults.Sentence(fault)}", fault);
        }
    }

    private static string StateOf(NodeFacts node) => !node.IsReady ? NodeStates.Away : node.IsCordoned ? NodeStates.Draining : NodeStates.Ready;

    /// <summary>Waits until its agent can be spoken to. One that has a node gets <see cref="LongestBoot"/>; one that waits for room gets as long as the caller waits.</summary>
    private async ValueTask<PodView> Running(string name, CancellationToken cancellation)
    {
        while (true)
        {
            using var look = new CancellationTokenSource(LookAgain, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, look.Token);
            try
            {
                return await cluster.Pods.Until(name, pod => Usable(name, pod), either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // Time has passed, which no event says.
            }
        }
    }

    /// <exception cref="SandboxRuntimeException">It is not there, has ended, or does not come up.</exception>
    private PodView? Usable(string name, PodView? pod) => pod switch
    {
        null when cluster.Pods.Listed.IsCompletedSuccessfully => throw new SandboxRuntimeException($"There is no pod {name}."),
        null => null,
        { End: { } end } => throw new SandboxRuntimeException($"The pod {name} has ended: {end.Reason}. {end.Detail}"),
        { IsLeaving: true } => throw new SandboxRuntimeException($"The pod {name} is being deleted."),
        { RunningAt: not null } => pod,
        { Trouble: { IsHopeless: true } trouble } => throw new SandboxRuntimeException($"The pod {name} does not start. {trouble}"),
        { ScheduledAt: { } at } when time.GetUtcNow() - at > LongestBoot => throw new SandboxRuntimeException($"The pod {name} has had a node for {LongestBoot.TotalSeconds:0} s and does not run."),
        _ => null,
    };

    /// <summary>What has ended by itself leaves its pod behind.</summary>
    private async Task ClearAway(PodView ended)
    {
        try
        {
            await Remove(ended.Id, CancellationToken.None);
        }
        catch (SandboxRuntimeException refused)
        {
            LogNotCleared(ended.Name, refused.Message);
        }
    }
}
