using k8s;
using k8s.Autorest;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>
/// Learns at once when a network policy of ours is changed or removed, so that sandboxes do not stand open until the next look. The looks of <see cref="NamespaceKeeper"/> stay the truth: what this
/// misses, while it connects anew, they find.
/// </summary>
internal sealed partial class PolicyWatch(IKubernetes client, NamespaceKeeper keeper, KubernetesOptions options, string cluster, TimeProvider time, ILogger<PolicyWatch> logger)
{
    /// <summary>The server ends a watch after this time, so that one that went silent is noticed.</summary>
    private const int WatchSeconds = 240;

    /// <summary>Between the end of a watch and the next.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Watches until it is cancelled.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await WatchOnce(cancellation);
            }
            catch (Exception fault) when (fault is HttpRequestException or HttpOperationException or IOException or KubernetesException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                LogBroken(ApiFaults.Sentence(fault));
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    private async Task WatchOnce(CancellationToken cancellation)
    {
        var changes = client.NetworkingV1.WatchListNetworkPolicyForAllNamespacesAsync(labelSelector: PodLabels.Selector(cluster), timeoutSeconds: WatchSeconds, cancellationToken: cancellation);
        await foreach (var (happened, policy) in changes)
        {
            // Those that are there already come as added.
            if (happened is WatchEventType.Modified or WatchEventType.Deleted)
            {
                Doubt(policy.Metadata.NamespaceProperty);
            }
        }
    }

    private void Doubt(string space)
    {
        foreach (var scope in keeper.Scopes.Where(scope => OrganizationNamespace.Of(scope, options.NamespacePrefix) == space))
        {
            keeper.Doubt(scope);
        }
    }

    [LoggerMessage(2221, LogLevel.Debug, "The watch over network policies broke and is begun again: {Fault}")]
    private partial void LogBroken(string fault);
}
