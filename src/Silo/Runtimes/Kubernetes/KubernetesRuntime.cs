using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
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
    IOptions<PoolOptions> pools,
    IOptions<ClusterOptions> identity,
    TimeProvider time,
    ILogger<KubernetesRuntime> logger) : ISandboxRuntime, IKeyVersion
{
    /// <summary>From the moment when it has a node: its image is pulled, its containers are made.</summary>
    private static readonly TimeSpan LongestBoot = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>An agent listens some milliseconds after its container runs. Each knock that is in vain makes the next pause longer by this, up to <see cref="LookAgain"/>: where the channel is an exec, it is a request.</summary>
    private static readonly TimeSpan KnockAgain = TimeSpan.FromMilliseconds(50);

    private readonly KubernetesOptions _options = settings.Value;

    public string Name => "kubernetes";

    public bool NodesAreSilos => false;

    public bool SandboxesOutlive => true;

    /// <summary>One that waits for room is held, for as long as an idle one may live.</summary>
    public TimeSpan LongestStart => pools.Value.MaxIdleAge;

    public int? KeyVersion => keys.Current;

    public ValueTask<IReadOnlyList<NodeView>> ListNodes(CancellationToken cancellation)
    {
        var used = cluster.Pods.Pods.CountBy(pod => pod.Node).ToDictionary();
        var each = LeastOfASandbox();
        return ValueTask.FromResult<IReadOnlyList<NodeView>>([.. cluster.Nodes.Select(node => View(node, node.Room - cluster.Others.Of(node.Name), each, used.GetValueOrDefault(node.Name)))]);
    }

    private NodeView View(NodeFacts node, Amount left, Amount each, int used) => new()
    {
        Node = node.Name,
        Runtime = Name,
        State = StateOf(node),
        Capacity = left.Fit(each),
        Used = used,
        Room = left.InLimits(_options.Pod),
    };

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
            Delete(ended);
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

        var pod = PodTemplate.For(id, template, _options, identity.Value.Id, keys.StartPublicKey(id.Name), pools.Value.MaxIdleAge);
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

    /// <summary>
    /// Returns when it is decided: from then on it is none of ours, and nobody can be given it. The API server is asked until it agrees, which may be later than its agent's end; what still runs then is killed
    /// within a second. Should this silo end before that, the next one finds the pod, and either its agent has ended or it is asked again.
    /// </summary>
    /// <exception cref="SandboxRuntimeException">It is not remembered, and the API server does not say whether it is there.</exception>
    public async ValueTask Remove(SandboxId id, CancellationToken cancellation)
    {
        if (await Find(id.Name, cancellation) is { IsLeaving: false } pod)
        {
            Delete(pod);
        }
    }

    public async ValueTask<ISandboxChannel> OpenChannel(SandboxId id, CancellationToken cancellation)
    {
        for (var knocks = 1; ; knocks++)
        {
            var pod = await Running(id.Name, cancellation);
            try
            {
                var stream = await connector.Connect(pod, cancellation);
                var (channel, _) = await SealedChannel.OpenAsync(stream, id.Name, keys.SecretsFor(id.Name), () => StartOf(pod), time, cancellation);
                cluster.Pods.NoteSpokenTo(id.Name);
                return channel;
            }
            catch (Exception fault) when (fault is IOException or ChannelClosedException)
            {
                LogNotAnswering(id.Name, fault.Message);
                await Task.Delay(TimeSpan.FromTicks(Math.Min(knocks * KnockAgain.Ticks, LookAgain.Ticks)), time, cancellation);
            }
        }
    }

    public Task<SandboxGone> Gone(SandboxId id) => cluster.Pods.Gone(id.Name) ?? cluster.GoneUnlessThere(id.Name);

    /// <summary>What the smallest takes: capacity bounds what is asked for, and the scheduler holds what does not fit.</summary>
    private Amount LeastOfASandbox() => templates.All
        .Select(template => Amount.Of(PodResources.RequestsOf(template.Limits, _options.Pod)) with { Pods = 1 })
        .Aggregate(Amount.Least);

    private static string StateOf(NodeFacts node) => !node.IsReady ? NodeStates.Away : node.IsCordoned ? NodeStates.Draining : NodeStates.Ready;

    /// <summary>Waits until its agent can be spoken to. One that has a node gets <see cref="LongestBoot"/>; one that waits for room gets as long as the caller waits.</summary>
    private async ValueTask<PodView> Running(string name, CancellationToken cancellation)
    {
        // One that another silo has made just now may be ahead of the watch.
        if (cluster.Pods.Listed.IsCompletedSuccessfully)
        {
            await Find(name, cancellation);
        }

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

    /// <summary>An agent that was told what it is does not wait for that again: whatever waits there now has a fresh latch, and would be a second life of the same sandbox.</summary>
    /// <exception cref="SandboxRuntimeException">It was spoken to before.</exception>
    private AgentStart StartOf(PodView pod) => cluster.Pods.IsSpokenTo(pod.Name)
        ? throw new SandboxRuntimeException($"The agent of pod {pod.Name} has forgotten what it is: in doubt it is destroyed.")
        : PodStart.Of(pod, templates, keys, _options);

    private async ValueTask<PodView?> Find(string name, CancellationToken cancellation)
    {
        try
        {
            return await cluster.Find(name, cancellation);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested && ApiFaults.Is(fault))
        {
            throw new SandboxRuntimeException($"Whether the pod {name} is there is not known. {ApiFaults.Sentence(fault)}", fault);
        }
    }

    private void Delete(PodView pod)
    {
        if (cluster.NoteDeleted(pod))
        {
            _ = DeleteUntilGone(pod);
        }
    }

    private async Task DeleteUntilGone(PodView pod)
    {
        for (var tries = 1; cluster.Pods.Find(pod.Name) is not null; tries++)
        {
            try
            {
                await requests.Delete(pod, CancellationToken.None);
                return;
            }
            catch (Exception refused) when (refused is SandboxRuntimeException or NamespaceDoubtException)
            {
                LogNotDeleted(pod.Name, refused.Message);
                await Backoff.Wait(tries, refused, time, CancellationToken.None);
            }
        }
    }
}
