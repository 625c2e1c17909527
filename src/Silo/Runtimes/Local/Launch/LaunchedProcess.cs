using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local.Launch;

/// <summary>A process, held by a descriptor, so that no other can be meant by its number.</summary>
internal sealed class LaunchedProcess(int pid, SafeHandle descriptor) : IDisposable
{
    private const int TryAgain = 11;

    public int Pid => pid;

    public SafeHandle Descriptor => descriptor;

    /// <summary>Null where there is no such process any more.</summary>
    public static LaunchedProcess? Find(int pid)
    {
        var descriptor = LaunchLibrary.OpenProcess(pid);
        return descriptor < 0 ? null : new(pid, new SafeFileHandle(descriptor, ownsHandle: true));
    }

    /// <summary>Whether it has ended, reaped or not.</summary>
    public bool HasEnded => LaunchLibrary.HasEnded((int)descriptor.DangerousGetHandle()) != 0;

    /// <summary>Kills it; fine where it has ended.</summary>
    public void Kill() => _ = LaunchLibrary.Kill((int)descriptor.DangerousGetHandle());

    /// <summary>Takes the exit code of a child that has ended, or 128 and the signal that ended it; null where it cannot be had.</summary>
    public int? Reap()
    {
        var code = LaunchLibrary.Reap((int)descriptor.DangerousGetHandle());
        return code < 0 ? null : code;
    }

    /// <summary>Reaps it if it is our child and has ended. False: it has not ended yet.</summary>
    public bool ReapIfAdopted() => LaunchLibrary.Reap((int)descriptor.DangerousGetHandle()) != -TryAgain;

    /// <summary>The first child of it; null while it has none.</summary>
    public LaunchedProcess? FirstChild()
    {
        try
        {
            var children = File.ReadAllText($"/proc/{pid}/task/{pid}/children");
            var first = children.AsSpan().TrimStart();
            var end = first.IndexOf(' ');
            return end > 0 ? Find(int.Parse(first[..end], provider: null)) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => descriptor.Dispose();
}
