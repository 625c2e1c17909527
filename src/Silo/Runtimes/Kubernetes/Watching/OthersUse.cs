using System.Collections.Immutable;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Watching;

/// <summary>
/// What pods that are none of ours take of each node. It changes slowly and is only for planning, since the scheduler has the last word: so it is counted from time to time, page by page, and no pod is kept.
/// </summary>
internal sealed class OthersUse(IKubernetes client, string cluster, TimeProvider time)
{
    private const int PageSize = 500;
    private const string Live = "status.phase!=Succeeded,status.phase!=Failed";
    private static readonly TimeSpan CountEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private ImmutableDictionary<string, Amount> _nodes = ImmutableDictionary<string, Amount>.Empty;

    /// <summary>Nothing before the first count.</summary>
    public Amount Of(string node) => _nodes.GetValueOrDefault(node);

    public async Task Run(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                _nodes = await Count(cancellation);
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested && fault is HttpOperationException or HttpRequestException or IOException or OperationCanceledException)
            {
                // The last count stands; whether the API server answers is told by the watch.
            }

            await Task.Delay(CountEvery, time, cancellation);
        }
    }

    private async Task<ImmutableDictionary<string, Amount>> Count(CancellationToken cancellation)
    {
        var nodes = ImmutableDictionary.CreateBuilder<string, Amount>();
        string? token = null;
        do
        {
            using var limit = new CancellationTokenSource(AnswerLimit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
            var page = await client.CoreV1.ListPodForAllNamespacesAsync(
                labelSelector: $"{PodLabels.Cluster}!={NameMapping.LabelValue(cluster)}", fieldSelector: Live, limit: PageSize, continueParameter: token, cancellationToken: either.Token);
            foreach (var pod in page.Items.Where(pod => !string.IsNullOrEmpty(pod.Spec.NodeName)))
            {
                nodes[pod.Spec.NodeName] = nodes.GetValueOrDefault(pod.Spec.NodeName) + Amount.Of(pod);
            }

            token = page.Continue();
        }
        while (!string.IsNullOrEmpty(token));
        return nodes.ToImmutable();
    }
}
