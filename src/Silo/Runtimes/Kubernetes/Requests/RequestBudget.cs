using System.Threading.RateLimiting;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Requests;

/// <summary>
/// How many pods are made and deleted in a second, for each node and for the cluster, so that a pool of a thousand does not flood the API server, nor one node's kubelet. Deletions have a budget of their
/// own: what is to go does not wait behind what is to come. Each silo has its own budget for the nodes that it serves.
/// </summary>
internal sealed class RequestBudget : IDisposable
{
    private readonly RateLimiter _creates;
    private readonly RateLimiter _deletes;
    private readonly PartitionedRateLimiter<string> _nodeCreates;

    public RequestBudget(RateOptions rates)
    {
        (_creates, _deletes) = (Of(rates.CreatesPerSecond), Of(rates.DeletesPerSecond));
        _nodeCreates = PartitionedRateLimiter.Create<string, string>(node => RateLimitPartition.Get(node, _ => Of(rates.NodeCreatesPerSecond)));
    }

    /// <summary>Waits for its turn.</summary>
    public async ValueTask Create(string node, CancellationToken cancellation)
    {
        using var ofNode = await _nodeCreates.AcquireAsync(node, 1, cancellation);
        using var ofCluster = await _creates.AcquireAsync(1, cancellation);
    }

    /// <summary>Waits for its turn.</summary>
    public async ValueTask Delete(CancellationToken cancellation)
    {
        using var turn = await _deletes.AcquireAsync(1, cancellation);
    }

    public void Dispose()
    {
        _creates.Dispose();
        _deletes.Dispose();
        _nodeCreates.Dispose();
    }

    private static TokenBucketRateLimiter Of(int perSecond) => new(new()
    {
        TokenLimit = 2 * perSecond,
        TokensPerPeriod = Math.Max(1, perSecond / 10),
        ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 / Math.Min(10, perSecond)),
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });
}
