using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sandboxes.Silo.Keys;
using Sandboxes.Silo.Runtimes.Local.Cgroups;
using Sandboxes.Silo.Runtimes.Local.Launch;
using Sandboxes.Silo.Runtimes.Local.Ledger;
using Sandboxes.Silo.Runtimes.Local.Seccomp;
using Sandboxes.Silo.Runtimes.Local.State;

namespace Sandboxes.Silo.Runtimes.Local.Life;

/// <summary>What all sandboxes of this manager share: made at its start, gone at its end.</summary>
internal sealed class Machine : IDisposable
{
    private readonly string _stateFolder;

    public Machine(LocalRuntimeOptions options, int capacity, TimeProvider time)
    {
        Options = options;
        _stateFolder = options.StateFolder ?? State.StateFolder.Default();
        Instance = State.StateFolder.Claim(_stateFolder, options.NodeName, options.Outlive);
        try
        {
            Keys = KeysOf(options, Instance);
            Ledger = Instance.IsKept ? new(Instance, new(Instance.Journals, TimeSpan.FromMinutes(options.KeepJournalsMinutes), time)) : null;
            Ledger?.PurgeJournals();
            Launcher = new(dieWithThisProcess: !Instance.IsKept);
            Exits = new();
            Uids = Native.Libc.IsRoot ? State.StateFolder.ClaimUids(Instance, options.FirstUid, capacity) : null;
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

    public ClusterKeys Keys { get; } = null!;

    /// <summary>What is written down of sandboxes that outlive this process; null where they end with it.</summary>
    public SandboxLedger? Ledger { get; }

    public Launcher Launcher { get; } = null!;

    public ExitWatch Exits { get; } = null!;

    public SafeHandle Nothing { get; } = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

    /// <summary>The filter's program, open at its beginning: whoever inherits it reads it to the end.</summary>
    public SafeFileHandle OpenSeccompProgram() => File.OpenHandle(Instance.SeccompProgram);

    private static ClusterKeys KeysOf(LocalRuntimeOptions options, InstanceFolder instance) =>
        options.KeyFile is { } file ? ClusterKeys.Read(file)
        : instance.IsKept ? ClusterKeys.ReadOrMake(instance.Keys)
        : ClusterKeys.InMemory();

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
