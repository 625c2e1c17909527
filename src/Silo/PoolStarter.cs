using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Silo;

/// <summary>Begins to keep the nodes' pools warm at start; at stop, has all their sandboxes ended before the silo leaves.</summary>
internal sealed class PoolStarter(
    IGrainFactory grains,
    ISandboxRuntime runtime,
    NodeWarnings warnings,
    IOptions<ClusterNodeOptions> options,
    TimeProvider time) : IHostedService
{
    private IReadOnlyList<NodeView> _nodes = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _nodes = await runtime.ListNodes(cancellationToken);
        foreach (var node in _nodes)
        {
            if (node.Warning is { } warning)
            {
                warnings.Set(node.Node, warning);
            }

            await grains.GetGrain<INodePoolGrain>(node.Node).Activate();
        }
    }

    /// <summary>What has not ended in time ends with the runtime.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.Value.DrainMs), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await Task.WhenAll(_nodes.Select(node => grains.GetGrain<INodePoolGrain>(node.Node).Drain().AsTask())).WaitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The runtime's own end is next.
        }
    }
}
