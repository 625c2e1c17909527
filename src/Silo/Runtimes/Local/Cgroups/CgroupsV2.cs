using Microsoft.Win32.SafeHandles;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Local.Native;
using Sandboxes.Silo.Runtimes.Local.State;

namespace Sandboxes.Silo.Runtimes.Local.Cgroups;

/// <summary>Version 2: one folder for each sandbox beneath one of ours, in a subtree that is delegated to this user. A sandbox is born in its cgroup.</summary>
internal sealed class CgroupsV2 : ICgroupTree
{
    private readonly DelegatedSubtree _subtree;
    private readonly string _folder;
    private readonly IReadOnlySet<string> _controllers;
    private readonly bool _keep;

    private CgroupsV2(DelegatedSubtree subtree, string folder, bool keep)
    {
        (_subtree, _folder, _controllers, _keep) = (subtree, folder, subtree.Controllers, keep);
        Facts = new(2, Has("memory"), Has("memory"), Has("cpu"), Has("pids"), null);
    }

    public CgroupFacts Facts { get; }

    /// <exception cref="SandboxFault">No subtree is delegated to this user.</exception>
    public static CgroupsV2? Make(CgroupMounts mounts, InstanceFolder instance)
    {
        if (mounts.Unified() is not { } own || DelegatedSubtree.Offered(own).Count == 0)
        {
            return null;
        }

        var subtree = DelegatedSubtree.Enter(own);
        var folder = Path.Combine(subtree.Path, "sandboxes-" + instance.Name);
        instance.Note(folder);
        CgroupFolder.Create(folder);
        DelegatedSubtree.Enable(folder, subtree.Controllers);
        return new(subtree, folder, instance.IsKept);
    }

    public SandboxCgroup Create(string sandbox, SandboxLimits limits)
    {
        var folder = Path.Combine(_folder, sandbox);
        try
        {
            CgroupFolder.Create(folder);
            Limit(folder, limits);
            return Open(folder);
        }
        catch (SandboxFault)
        {
            CgroupFolder.TryDestroy(folder);
            throw;
        }
    }

    public IReadOnlyList<string> Sandboxes() => [.. Directory.GetDirectories(_folder).Select(folder => Path.GetFileName(folder))];

    public bool Owns(string folder) => folder == _folder;

    public async ValueTask Remove(string sandbox, TimeProvider time) => await CgroupFolder.DestroyAsync(Path.Combine(_folder, sandbox), time);

    public void Dispose()
    {
        CgroupFolder.DestroyOrKeep(_folder, _keep);
        _subtree.Leave();
    }

    private bool Has(string controller) => _controllers.Contains(controller);

    private void Limit(string folder, SandboxLimits limits)
    {
        if (Has("memory"))
        {
            CgroupFolder.Write(folder, "memory.max", CgroupNumbers.Memory(limits));
            CgroupFolder.TryWrite(folder, "memory.swap.max", "0");
            CgroupFolder.TryWrite(folder, "memory.oom.group", "0");
        }

        if (Has("cpu"))
        {
            CgroupFolder.Write(folder, "cpu.max", $"{CgroupNumbers.Quota(limits)} {CgroupNumbers.Period}");
            CgroupFolder.TryWrite(folder, "cpu.max.burst", CgroupNumbers.Quota(limits));
        }

        if (Has("pids"))
        {
            CgroupFolder.Write(folder, "pids.max", CgroupNumbers.Processes(limits));
        }
    }

    private SandboxCgroup Open(string folder) => new([folder])
    {
        Folder = Opened(folder, Libc.Directory),
        OomCounter = Has("memory") ? Opened(Path.Combine(folder, "memory.events"), 0) : null,
        PidsCounter = Has("pids") ? Opened(Path.Combine(folder, "pids.events"), 0) : null,
    };

    private static SafeFileHandle Opened(string path, int flags)
    {
        var handle = Libc.Open(path, flags);
        return handle.IsInvalid ? throw new SandboxFault($"open {path}: {Libc.LastError()}") : handle;
    }
}
