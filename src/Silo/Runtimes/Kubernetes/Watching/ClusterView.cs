using System.Collections.Concurrent;
using System.Collections.Immutable;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;
using Sandboxes.Silo.Runtimes.Kubernetes.Requests;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Watching;

/// <summary>What this silo knows of the Kubernetes cluster: our pods and the nodes for them, by one watch of each, whoever made them.</summary>
internal sealed class ClusterView : BackgroundService
{
    private const int PageSize = 500;
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly IKubernetes _client;
    private readonly KubernetesOptions _options;
    private readonly string _selector;
    private readonly TimeProvider _time;
    private readonly ILogger<ClusterView> _logger;
    private readonly ConcurrentDictionary<string, bool> _deleted = new();
    private ImmutableSortedDictionary<string, NodeFacts> _nodes = ImmutableSortedDictionary<string, NodeFacts>.Empty;

    public ClusterView(IKubernetes client, IOptions<KubernetesOptions> options, IOptions<ClusterOptions> identity, TimeProvider time, ILogger<ClusterView> logger)
    {
        (_client, _options, _selector, _time, _logger) = (client, options.Value, PodLabels.Selector(identity.Value.Id), time, logger);
        Pods = new(WhyDeleted);
        Others = new(client, identity.Value.Id, time);
    }

    public PodCache Pods { get; }

    /// <summary>What is not ours on the nodes.</summary>
    public OthersUse Others { get; }

    public IEnumerable<NodeFacts> Nodes => _nodes.Values;

    /// <summary>We have deleted it: it is none of ours any more, whatever the API server still says.</summary>
    public bool IsDeleted(string pod) => _deleted.ContainsKey(pod);

    /// <summary>False: that was noted before.</summary>
    public bool NoteDeleted(PodView pod)
    {
        var isFirst = _deleted.TryAdd(pod.Name, true);
        if (Pods.Find(pod.Name) is null)
        {
            _deleted.TryRemove(pod.Name, out _);
        }

        return isFirst;
    }

    /// <summary>A pod by its name: as it is remembered, else as the API server has it, which may be ahead of the watch.</summary>
    public async ValueTask<PodView?> Find(string name, CancellationToken cancellation)
    {
        if (Pods.Find(name) is { } known)
        {
            return known;
        }

        var found = await AnswerLimit.Within(
            AnswerLimit.OfOne,
            _time,
            limit => _client.CoreV1.ListPodForAllNamespacesAsync(labelSelector: $"{_selector},{PodLabels.Sandbox}={name}", limit: 1, cancellationToken: limit),
            cancellation);
        if (found.Items is not [{ } pod])
        {
            return null;
        }

        Pods.Add(PodView.Of(pod));
        return Pods.Find(name);
    }

    /// <summary>For a sandbox that is not remembered: it is gone, unless the API server has it.</summary>
    public async Task<SandboxGone> GoneUnlessThere(string name)
    {
        while (true)
        {
            try
            {
                await Pods.Listed;
                var gone = await Find(name, CancellationToken.None) is null ? null : Pods.Gone(name);
                return gone is null ? new(EndReason.Crashed, "its pod is not there") : await gone;
            }
            catch (Exception fault) when (ApiFaults.Is(fault))
            {
                await Task.Delay(AskAgain, _time);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        new ResourceWatch<V1Pod>(PodKind, _time, _logger).Run(stoppingToken),
        new ResourceWatch<V1Node>(NodeKind, _time, _logger).Run(stoppingToken),
        Others.Run(stoppingToken));

    private WatchedKind<V1Pod> PodKind => new()
    {
        Name = "Pods",
        List = async (token, cancellation) =>
        {
            var page = await _client.CoreV1.ListPodForAllNamespacesAsync(labelSelector: _selector, limit: PageSize, continueParameter: token, cancellationToken: cancellation);
            return new(page.Items, page.ResourceVersion(), page.Continue());
        },
        Watch = (version, seconds, cancellation) => _client.CoreV1.WatchListPodForAllNamespacesAsync(
            allowWatchBookmarks: true, labelSelector: _selector, resourceVersion: version, timeoutSeconds: seconds, onError: Fail, cancellationToken: cancellation),
        Listing = () =>
        {
            var known = Pods.Uids();
            return pods => Replace([.. pods.Select(PodView.Of)], known);
        },
        Put = pod => Put(PodView.Of(pod)),
        Removed = pod => Remove(PodView.Of(pod)),
    };

    private WatchedKind<V1Node> NodeKind => new()
    {
        Name = "Nodes",
        List = async (token, cancellation) =>
        {
            var page = await _client.CoreV1.ListNodeAsync(limit: PageSize, continueParameter: token, cancellationToken: cancellation);
            return new(page.Items, page.ResourceVersion(), page.Continue());
        },
        Watch = (version, seconds, cancellation) => _client.CoreV1.WatchListNodeAsync(
            allowWatchBookmarks: true, resourceVersion: version, timeoutSeconds: seconds, onError: Fail, cancellationToken: cancellation),
        Listing = () => nodes => _nodes = nodes.Where(IsMeant).Select(NodeFacts.Of).ToImmutableSortedDictionary(node => node.Name, node => node, StringComparer.Ordinal),
        Put = node => _nodes = IsMeant(node) ? _nodes.SetItem(node.Metadata.Name, NodeFacts.Of(node)) : _nodes.Remove(node.Metadata.Name),
        Removed = node => _nodes = _nodes.Remove(node.Metadata.Name),
    };

    private bool IsMeant(V1Node node) => NodeFacts.IsMeant(node, _options.Pod.NodeSelector, _options.Pod.Tolerations);

    /// <summary>A watch that says what is wrong (410 above all) ends by it.</summary>
    private static void Fail(Exception fault) => throw new IOException(fault.Message, fault);

    private void Put(PodView pod)
    {
        Pods.Put(pod);
        if (pod is { IsLeaving: true, End: null } && !IsDeleted(pod.Name))
        {
            Pods.NoteLeaving(pod);
        }
    }

    private void Replace(IReadOnlyCollection<PodView> pods, IReadOnlySet<string> known)
    {
        Pods.Replace(pods, known);
        foreach (var name in _deleted.Keys.Where(name => Pods.Find(name) is null))
        {
            _deleted.TryRemove(name, out _);
        }
    }

    private void Remove(PodView pod)
    {
        Pods.Remove(pod);
        _deleted.TryRemove(pod.Name, out _);
    }

    /// <summary>Who deleted it is not in the pod. What its node says of itself tells most cases apart.</summary>
    private SandboxGone WhyDeleted(PodView pod) => IsDeleted(pod.Name)
        ? new(EndReason.Released, "deleted by us")
        : _nodes.GetValueOrDefault(pod.Node) switch
        {
            null or { IsReady: false } => new(EndReason.NodeLost, $"the node {pod.Node} is gone"),
            { IsCordoned: true } => new(EndReason.Drained, $"the node {pod.Node} is being emptied"),
            _ => new(EndReason.Operator, "its pod was deleted"),
        };
}
