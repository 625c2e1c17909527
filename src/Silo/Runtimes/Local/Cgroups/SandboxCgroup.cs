using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local.Cgroups;

/// <summary>The cgroup of one sandbox: a folder in each hierarchy, and what its processes inherit of it.</summary>
internal sealed class SandboxCgroup(IReadOnlyList<string> folders) : IDisposable
{
    private const int CounterFileBytes = 1024;

    public static SandboxCgroup None { get; } = new([]);

    public IReadOnlyList<string> Folders => folders;

    /// <summary>Version 1: open <c>tasks</c> files.</summary>
    public IReadOnlyList<SafeHandle> Tasks { get; init; } = [];

    /// <summary>Version 2: the open folder.</summary>
    public SafeHandle? Folder { get; init; }

    /// <summary>A file with a line "oom_kill N"; null where memory is not contained.</summary>
    public SafeFileHandle? OomCounter { get; init; }

    /// <summary>A file with a line "max N"; null where processes are not counted.</summary>
    public SafeFileHandle? PidsCounter { get; init; }

    /// <summary>One that an earlier manager made: nothing joins it any more, its counters go on. Of either version; without counters where its folders are gone.</summary>
    public static SandboxCgroup Reopen(IReadOnlyList<string> folders) => new(folders)
    {
        OomCounter = Opened(folders, "memory.events") ?? Opened(folders, "memory.oom_control"),
        PidsCounter = Opened(folders, "pids.events"),
    };

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

    private static SafeFileHandle? Opened(IEnumerable<string> folders, string file)
    {
        var path = folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
        return path is null ? null : Libc.Open(path, 0) is { IsInvalid: false } handle ? handle : null;
    }

    private static string Read(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[CounterFileBytes];
        return Encoding.ASCII.GetString(bytes[..RandomAccess.Read(file, bytes, 0)]);
    }
}
