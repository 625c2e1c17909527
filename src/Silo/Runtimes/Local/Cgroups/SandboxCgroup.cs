using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sandboxes.Silo.Runtimes.Local.Cgroups;

/// <summary>The cgroup of one sandbox: a folder in each hierarchy, and what its processes inherit of it.</summary>
internal sealed class SandboxCgroup(IReadOnlyList<string> folders) : IDisposable
{
    private const int CounterFileBytes = 1024;

    public static SandboxCgroup None { get; } = new([]);

    /// <summary>Version 1: open <c>tasks</c> files.</summary>
    public IReadOnlyList<SafeHandle> Tasks { get; init; } = [];

    /// <summary>Version 2: the open folder.</summary>
    public SafeHandle? Folder { get; init; }

    /// <summary>A file with a line "oom_kill N"; null where memory is not contained.</summary>
    public SafeFileHandle? OomCounter { get; init; }

    /// <summary>A file with a line "max N"; null where processes are not counted.</summary>
    public SafeFileHandle? PidsCounter { get; init; }

    public bool KilledForMemory() => OomCounter is not null && CgroupFolder.Count(Read(OomCounter), "oom_kill") > 0;

    /// <summary>Kills what is left in it and removes it. False: the kernel did not let go of it.</summary>
    public async ValueTask<bool> Destroy(TimeProvider time)
    {
        var all = true;
        foreach (var folder in folders)
        {
            all &= await CgroupFolder.DestroyAsync(folder, time);
        }

        return all;
    }

    /// <summary>Nothing joins it any more: a descriptor for each sandbox and hierarchy less.</summary>
    public void CloseEntrances()
    {
        foreach (var handle in Tasks)
        {
            handle.Dispose();
        }

        Folder?.Dispose();
    }

    public void Dispose()
    {
        CloseEntrances();
        OomCounter?.Dispose();
        PidsCounter?.Dispose();
    }

    private static string Read(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[CounterFileBytes];
        return Encoding.ASCII.GetString(bytes[..RandomAccess.Read(file, bytes, 0)]);
    }
}
