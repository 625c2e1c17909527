using System.Collections.Immutable;
using k8s;
using k8s.Models;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;
using Sandboxes.Silo.Runtimes.Kubernetes.Requests;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Watching;

/// <summary>
/// What pods that are none of ours take of each node. It changes slowly and is only for planning, since the scheduler has the last word: so it is counted from time to time, page by page, and no pod is kept.
/// </summary>
internal sealed class OthersUse(IKubernetes client, string cluster, TimeProvider time)
{
    private const int PageSize = 500;
    private const string Live = "status.phase!=Succeeded,status.phase!=Failed";
    private static readonly TimeSpan CountEvery = TimeSpan.FromMinutes(5);

    private ImmutableDictionary<string, Amount> _nodes = ImmutableDictionary<string, Amount>.Empty;

    /// <summary>Nothing before the first count.</summary>
    public Amount Of(string node) => _nodes.GetValueOrDefault(node);

    public async Task Run(CancellationToken cancellation)
    {
        for (var failures = 0; ;)
        {
            try
            {
                _nodes = await Count(cancellation);
                failures = 0;
                await Task.Delay(CountEvery, time, cancellation);
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested && ApiFaults.Is(fault))
            {
                // The last count stands; whether the API server answers is told by the watch.
                await Backoff.Wait(++failures, fault, time, cancellation);
            }
        }
    }

    private async Task<ImmutableDictionary<string, Amount>> Count(CancellationToken cancellation)
    {
        var nodes = ImmutableDictionary.CreateBuilder<string, Amount>();
        string? token = null;
        do
        {
            var page = await Page(token, cancellation);
            foreach (var pod in page.Items.Where(pod => !string.IsNullOrEmpty(pod.Spec.NodeName)))
            {
                nodes[pod.Spec.NodeName] = nodes.GetValueOrDefault(pod.Spec.NodeName) + Amount.Of(pod);
            }

            token = page.Continue();
        }
        while (!string.IsNullOrEmpty(token));
        return nodes.ToImmutable();
    }

    private Task<V1PodList> Page(string? token, CancellationToken cancellation) => AnswerLimit.Within(
        AnswerLimit.OfPage,
        time,
        limit => client.CoreV1.ListPodForAllNamespacesAsync(
            labelSelector: $"{PodLabels.Cluster}!={NameMapping.LabelValue(cluster)}", fieldSelector: Live, limit: PageSize, continueParameter: token, cancellationToken: limit),
        cancellation);
}
