namespace Sandboxes.Silo.Runtimes.Local;

/// <summary>Starts the runtime with the host, before what needs it.</summary>
internal sealed class LocalRuntimeStart(LocalRuntime runtime) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => runtime.Start(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The last step of stopping: everything that used sandboxes has stopped.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken) => await runtime.DisposeAsync();
}
