using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Sandboxes.Frontend;

/// <summary>
/// The requests that run, and their end when the process is to stop: first /readyz says that it is not ready, and requests are still taken; then
/// those that run may finish; what is left is cut off. Only then does anything else stop.
/// </summary>
internal sealed class RunningRequests(IHostApplicationLifetime lifetime, IOptions<FrontendOptions> options, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _cut = new();
    private readonly TaskCompletionSource _none = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _finishing;
    private int _running;

    /// <summary>The process was asked to stop.</summary>
    public bool AreEnding => lifetime.ApplicationStopping.IsCancellationRequested;

    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _running);
        using var cut = _cut.Token.UnsafeRegister(static context => ((HttpContext)context!).Abort(), context);
        try
        {
            LetGo(context);
            await next(context);
        }
        finally
        {
            if (Interlocked.Decrement(ref _running) == 0 && _finishing)
            {
                _none.TrySetResult();
            }
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await PauseAsync(Task.Delay(TimeSpan.FromSeconds(options.Value.StopNoticeSeconds), time, cancellationToken));
        _finishing = true;
        if (Volatile.Read(ref _running) > 0)
        {
            await PauseAsync(_none.Task.WaitAsync(TimeSpan.FromSeconds(options.Value.FinishSeconds), time, cancellationToken));
        }

        await _cut.CancelAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _cut.Dispose();

    /// <summary>A load balancer keeps connections; whoever gets this answer does not send the next request here.</summary>
    private void LetGo(HttpContext context)
    {
        if (AreEnding && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }
    }

    private static async Task PauseAsync(Task pause) => await pause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
