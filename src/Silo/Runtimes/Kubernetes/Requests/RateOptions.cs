namespace Sandboxes.Silo.Runtimes.Kubernetes.Requests;

/// <summary>How much is asked of the API server; section "Kubernetes:Rates".</summary>
public sealed class RateOptions
{
    private const int Most = 1_000;

    /// <summary>Pods that one silo makes in a second, on all its nodes; twice as many at once after a pause. 1 to 1,000. Default: 20.</summary>
    public int CreatesPerSecond { get; set; } = 20;

    /// <summary>The same on one node: a kubelet starts a few pods in a second. 1 to 1,000. Default: 10.</summary>
    public int NodeCreatesPerSecond { get; set; } = 10;

    /// <summary>Pods that one silo deletes in a second. 1 to 1,000. Default: 40.</summary>
    public int DeletesPerSecond { get; set; } = 40;

    internal IEnumerable<string> Errors()
    {
        if (CreatesPerSecond is < 1 or > Most || NodeCreatesPerSecond is < 1 or > Most || DeletesPerSecond is < 1 or > Most)
        {
            yield return $"Kubernetes:Rates has CreatesPerSecond {CreatesPerSecond}, NodeCreatesPerSecond {NodeCreatesPerSecond} and DeletesPerSecond {DeletesPerSecond}; each must be 1 to {Most}.";
        }
    }
}
