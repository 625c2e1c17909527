namespace Sandboxes.Silo.Hosting;

/// <summary>One line of a process that is a part of a cluster, once it listens.</summary>
internal sealed class StartLine(ProcessSettings process, ILogger<StartLine> log) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        log.LogStarted(process.HasSilo ? $"Silo {process.Node.Name}" : "A frontend", process.Cluster.Id);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
