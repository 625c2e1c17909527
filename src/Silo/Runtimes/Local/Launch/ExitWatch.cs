using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local.Launch;

/// <summary>Learns from the kernel, on one thread, that a process has ended, in the moment that it does.</summary>
internal sealed class ExitWatch : IDisposable
{
    private const ulong Stop = 0;

    private readonly ConcurrentDictionary<ulong, TaskCompletionSource> _watched = new();
    private readonly StopSignal _stop = new();
    private readonly SafeFileHandle _watch;
    private readonly Thread _thread;
    private ulong _lastKey;

    public ExitWatch()
    {
        _watch = new(Checked(LaunchLibrary.NewWatch()), ownsHandle: true);
        Watch(_stop.Descriptor, Stop);
        _thread = new(Serve) { IsBackground = true, Name = "sandbox exits" };
        _thread.Start();
    }

    /// <summary>Completes, on a thread of the pool, when the process has ended. It is then still to be reaped.</summary>
    public Task Ended(LaunchedProcess process)
    {
        var key = Interlocked.Increment(ref _lastKey);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _watched[key] = ended;
        Watch((int)process.Descriptor.DangerousGetHandle(), key);
        return ended.Task;
    }

    public void Dispose()
    {
        _stop.Raise();
        _thread.Join();
        _stop.Dispose();
        _watch.Dispose();
    }

    private void Watch(int descriptor, ulong key) => Checked(-LaunchLibrary.AddToWatch((int)_watch.DangerousGetHandle(), descriptor, key));

    private unsafe void Serve()
    {
        var watch = (int)_watch.DangerousGetHandle();
        var keys = stackalloc ulong[LaunchLibrary.MostWatched];
        while (true)
        {
            var count = Checked(LaunchLibrary.Wait(watch, keys));
            if (!Complete(new(keys, count)))
            {
                return;
            }
        }
    }

    private bool Complete(ReadOnlySpan<ulong> keys)
    {
        foreach (var key in keys)
        {
            if (_watched.TryRemove(key, out var ended))
            {
                ended.SetResult();
            }
        }

        return !keys.Contains(Stop);
    }

    private static int Checked(int result) =>
        result >= 0 ? result : throw new SandboxFault($"watch processes: {Marshal.GetPInvokeErrorMessage(-result)}");
}
