using System.Collections.Concurrent;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Requests;

/// <summary>
/// How many pods are made and deleted in a second, for each node and for the cluster, so that a pool of a thousand does not flood the API server, nor one node's kubelet. Deletions have a budget of their
/// own: what is to go does not wait behind what is to come. Each silo has its own budget for the nodes that it serves.
/// </summary>
internal sealed class RequestBudget(RateOptions rates, TimeProvider time)
{
    /// <summary>Nodes come and go under new names; beyond so many the budgets of all begin anew.</summary>
    private const int MostNodes = 10_000;

    private readonly TurnBucket _creates = new(rates.CreatesPerSecond, time);
    private readonly TurnBucket _deletes = new(rates.DeletesPerSecond, time);
    private readonly ConcurrentDictionary<string, TurnBucket> _nodeCreates = new();

    /// <summary>Waits for its turn: the node's first, so that what waits for a busy node takes no turn from others.</summary>
    public async ValueTask Create(string node, CancellationToken cancellation)
    {
        if (_nodeCreates.Count >= MostNodes)
        {
            _nodeCreates.Clear();
        }

        await _nodeCreates.GetOrAdd(node, _ => new(rates.NodeCreatesPerSecond, time)).Turn(cancellation);
        await _creates.Turn(cancellation);
    }

    /// <summary>Waits for its turn.</summary>
    public ValueTask Delete(CancellationToken cancellation) => _deletes.Turn(cancellation);
}
