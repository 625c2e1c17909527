using System.Collections.Concurrent;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local.Launch;

/// <summary>
/// Starts programs from one thread that lives as long as they do: the signal that ends a child with its parent follows the thread that made it.
/// </summary>
internal sealed class Launcher : IDisposable
{
    /// <summary>Launches that may wait; one more is refused.</summary>
    public const int MostWaiting = 256;

    private readonly BlockingCollection<Launch> _waiting = new(MostWaiting);
    private readonly bool _dieWithThisProcess;
    private readonly Thread _thread;

    public Launcher(bool dieWithThisProcess)
    {
        _dieWithThisProcess = dieWithThisProcess;
        _thread = new(Serve) { IsBackground = true, Name = "sandbox launcher" };
        _thread.Start();
    }

    /// <exception cref="SandboxFault">It could not be started, or too many launches wait.</exception>
    public Task<LaunchedProcess> Start(LaunchPlan plan)
    {
        var launch = new Launch(plan, new(TaskCreationOptions.RunContinuationsAsynchronously));
        return _waiting.TryAdd(launch)
            ? launch.Started.Task
            : throw new SandboxFault($"{MostWaiting} sandboxes wait to be started; try again when some have");
    }

    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
    }

    private void Serve()
    {
        foreach (var launch in _waiting.GetConsumingEnumerable())
        {
            Serve(launch);
        }
    }

    private void Serve(Launch launch)
    {
        try
        {
            launch.Started.SetResult(NativeLaunch.Start(launch.Plan, _dieWithThisProcess));
        }
        catch (Exception fault)
        {
            launch.Started.SetException(fault);
        }
    }

    private sealed record Launch(LaunchPlan Plan, TaskCompletionSource<LaunchedProcess> Started);
}
