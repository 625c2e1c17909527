using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Local.Native;
using Sandboxes.Silo.Runtimes.Local.State;

namespace Sandboxes.Silo.Runtimes.Local.Cgroups;

/// <summary>
/// Version 1: a hierarchy for each of memory, cpu and pids, as far as they are there. A sandbox's first process joins by writing "0"
/// to <c>tasks</c> while it has one thread, for which the kernel takes no machine-wide lock: 0.1 ms where <c>cgroup.procs</c> takes 10.
/// </summary>
internal sealed class CgroupsV1 : ICgroupTree
{
    private const int WriteOnly = 1;

    /// <summary>systemd's own hierarchy, which limits nothing: by it a unit's processes are known, and ended with the unit.</summary>
    private const string UnitHierarchy = "name=systemd";

    private readonly IReadOnlyDictionary<string, string> _folders;
    private readonly bool _keep;

    private CgroupsV1(IReadOnlyDictionary<string, string> folders, bool keep)
    {
        (_folders, _keep) = (folders, keep);
        Facts = new(1, Has("memory"), Has("memory") && LimitsSwap(), Has("cpu"), Has("pids"), null);
    }

    public CgroupFacts Facts { get; }

    /// <summary>Makes this manager's own cgroup wherever it may.</summary>
    public static CgroupsV1? Make(CgroupMounts mounts, InstanceFolder instance)
    {
        var folders = new Dictionary<string, string>();
        foreach (var controller in (string[])["memory", "cpu", "pids"])
        {
            if (mounts.Legacy(controller) is { } own && TryMake(own, instance) is { } folder)
            {
                folders[controller] = folder;
            }
        }

        if (folders.Count > 0 && instance.IsKept && mounts.LegacyTop(UnitHierarchy) is { } top && TryMake(top, instance) is { } apart)
        {
            folders[UnitHierarchy] = apart;
        }

        return folders.Count == 0 ? null : new(folders, instance.IsKept);
    }

    public SandboxCgroup Create(string sandbox, SandboxLimits limits)
    {
        var folders = Folders(sandbox);
        try
        {
            foreach (var folder in folders)
            {
                CgroupFolder.Create(folder);
            }

            Limit(sandbox, limits);
            return Open(sandbox, folders);
        }
        catch (SandboxFault)
        {
            _ = folders.All(CgroupFolder.TryDestroy);
            throw;
        }
    }

    public IReadOnlyList<string> Sandboxes() =>
        [.. _folders.Values.SelectMany(Directory.GetDirectories).Select(folder => Path.GetFileName(folder)).Distinct()];

    public bool Owns(string folder) => _folders.Values.Contains(folder);

    public async ValueTask Remove(string sandbox, TimeProvider time)
    {
        foreach (var folder in Folders(sandbox))
        {
            await CgroupFolder.DestroyAsync(folder, time);
        }
    }

    public void Dispose()
    {
        foreach (var folder in _folders.Values)
        {
            CgroupFolder.DestroyOrKeep(folder, _keep);
        }
    }

    private static string? TryMake(string own, InstanceFolder instance)
    {
        var folder = Path.Combine(own, "sandboxes-" + instance.Name);
        try
        {
            instance.Note(folder);
            CgroupFolder.Create(folder);
            return folder;
        }
        catch (SandboxFault)
        {
            return null;
        }
    }

    private bool Has(string controller) => _folders.ContainsKey(controller);

    private bool LimitsSwap() => File.Exists(Path.Combine(_folders["memory"], "memory.memsw.limit_in_bytes")) || !Swap.IsThere();

    // Controllers may share a hierarchy.
    private string[] Folders(string sandbox) => [.. _folders.Values.Distinct().Select(folder => Path.Combine(folder, sandbox))];

    private void Limit(string sandbox, SandboxLimits limits)
    {
        LimitMemory(Folder("memory", sandbox), limits);
        LimitProcessors(Folder("cpu", sandbox), limits);
        if (Folder("pids", sandbox) is { } pids)
        {
            CgroupFolder.Write(pids, "pids.max", CgroupNumbers.Processes(limits));
        }
    }

    private static void LimitMemory(string? folder, SandboxLimits limits)
    {
        if (folder is not null)
        {
            CgroupFolder.Write(folder, "memory.limit_in_bytes", CgroupNumbers.Memory(limits));
            CgroupFolder.TryWrite(folder, "memory.memsw.limit_in_bytes", CgroupNumbers.Memory(limits));
            CgroupFolder.TryWrite(folder, "memory.swappiness", "0");
        }
    }

    private static void LimitProcessors(string? folder, SandboxLimits limits)
    {
        if (folder is not null)
        {
            CgroupFolder.Write(folder, "cpu.cfs_period_us", CgroupNumbers.Period);
            CgroupFolder.Write(folder, "cpu.cfs_quota_us", CgroupNumbers.Quota(limits));
            CgroupFolder.TryWrite(folder, "cpu.cfs_burst_us", CgroupNumbers.Quota(limits));
        }
    }

    private SandboxCgroup Open(string sandbox, string[] folders) => new(folders)
    {
        Tasks = [.. folders.Select(folder => (SafeHandle)Opened(folder, "tasks", WriteOnly))],
        OomCounter = Folder("memory", sandbox) is { } memory ? Opened(memory, "memory.oom_control", 0) : null,
        PidsCounter = Folder("pids", sandbox) is { } pids ? Opened(pids, "pids.events", 0) : null,
    };

    private string? Folder(string controller, string sandbox) =>
        _folders.TryGetValue(controller, out var folder) ? Path.Combine(folder, sandbox) : null;

    private static SafeFileHandle Opened(string folder, string file, int flags)
    {
        var handle = Libc.Open(Path.Combine(folder, file), flags);
        return handle.IsInvalid ? throw new SandboxFault($"open {file} of the cgroup {folder}: {Libc.LastError()}") : handle;
    }
}
