using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Silo;

/// <summary>
/// Keeps the pools of this silo's nodes awake; at stop, before the silo leaves, has all their sandboxes ended, or, where they outlive it, has the pools hand over.
/// </summary>
internal sealed partial class PoolStarter(
    IGrainFactory grains,
    ISandboxRuntime runtime,
    NodeWarnings warnings,
    IOptions<ClusterNodeOptions> options,
    TimeProvider time,
    ILogger<PoolStarter> logger) : BackgroundService
{
    /// <summary>A pool that a fault of the cluster deactivated is awake again this soon.</summary>
    private static readonly TimeSpan WakeEvery = TimeSpan.FromSeconds(2);

    private IReadOnlyList<NodeView> _nodes = [];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookForNodes(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Nodes that are silos are there from the start; elsewhere they come and go.</summary>
    private async Task LookForNodes(CancellationToken cancellation)
    {
        _nodes = await runtime.ListNodes(cancellation);
        foreach (var node in _nodes)
        {
            if (node.Warning is { } warning)
            {
                warnings.Set(node.Node, warning);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(WakeEvery, time);
        do
        {
            await LookForNodes(stoppingToken);
            await Task.WhenAll(_nodes.Select(node => Wake(node.Node)));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>What has not ended in time ends with the runtime.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.Value.DrainMs), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await Task.WhenAll(_nodes.Select(node => Leave(grains.GetGrain<INodePoolGrain>(node.Node)))).WaitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The runtime's own end is next.
        }
        catch (Exception failure) when (Faults.Pass(failure))
        {
            LogNotStopped(failure);
        }
    }

    /// <summary>Where nodes are not silos a pool moves on by itself when this silo leaves.</summary>
    private Task Leave(INodePoolGrain pool) => !runtime.NodesAreSilos ? Task.CompletedTask : runtime.SandboxesOutlive ? pool.HandOver().AsTask() : pool.Drain().AsTask();

    /// <summary>A silo that was killed and is started again is not the node's before its predecessor is known to be dead.</summary>
    private async Task Wake(string node)
    {
        try
        {
            await grains.GetGrain<INodePoolGrain>(node).Activate();
        }
        catch (Exception failure) when (Faults.Pass(failure))
        {
            LogAsleep(node, failure.Message);
        }
    }

    [LoggerMessage(501, LogLevel.Information, "The pool of node {Node} is not awake yet: {Why}")]
    private partial void LogAsleep(string node, string why);

    [LoggerMessage(502, LogLevel.Warning, "The pools could not be asked to stop; their sandboxes are left to the runtime and to their deadlines")]
    private partial void LogNotStopped(Exception failure);
}
