using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sandboxes.Silo.Runtimes.Local.Cgroups;
using Sandboxes.Silo.Runtimes.Local.Launch;
using Sandboxes.Silo.Runtimes.Local.Seccomp;
using Sandboxes.Silo.Runtimes.Local.State;

namespace Sandboxes.Silo.Runtimes.Local.Life;

/// <summary>What all sandboxes of this manager share: made at its start, gone at its end.</summary>
internal sealed class Machine : IDisposable
{
    private readonly string _stateFolder;

    public Machine(LocalRuntimeOptions options, int capacity)
    {
        Options = options;
        _stateFolder = options.StateFolder ?? State.StateFolder.Default();
        Instance = State.StateFolder.Claim(_stateFolder);
        try
        {
            Launcher = new();
            Exits = new();
            Uids = Native.Libc.IsRoot ? UidBlock.Claim(options.FirstUid, capacity) : null;
            Cgroups = CgroupFinder.Find(Instance);
            BoundFolders = RootFolder.Build(Instance.Root, options.AgentPath!);
            File.WriteAllBytes(Instance.SeccompProgram, SeccompFilter.Encode(SeccompFilter.Build()));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public LocalRuntimeOptions Options { get; }

    public InstanceFolder Instance { get; }

    public ICgroupTree Cgroups { get; } = new NoCgroups("not looked for");

    public UidBlock? Uids { get; }

    /// <summary>Folders of the machine that a sandbox's root needs besides /usr.</summary>
    public IReadOnlyList<string> BoundFolders { get; } = [];

    public ClusterKey Key { get; } = new();

    public Launcher Launcher { get; } = null!;

    public ExitWatch Exits { get; } = null!;

    public SafeHandle Nothing { get; } = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

    /// <summary>The filter's program, open at its beginning: whoever inherits it reads it to the end.</summary>
    public SafeFileHandle OpenSeccompProgram() => File.OpenHandle(Instance.SeccompProgram);

    public void Dispose()
    {
        Launcher?.Dispose();
        Exits?.Dispose();
        Nothing.Dispose();
        Cgroups.Dispose();
        Uids?.Dispose();
        Instance.Dispose();
        State.StateFolder.RemoveIfUnused(_stateFolder);
    }
}
