using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Local.Cgroups;
using Sandboxes.Silo.Runtimes.Local.Launch;
using Sandboxes.Silo.Runtimes.Local.Native;
using Sandboxes.Silo.Runtimes.Local.State;

namespace Sandboxes.Silo.Runtimes.Local.Life;

/// <summary>Puts together what one sandbox is started with. The agent listens before it exists: its socket is made here and inherited.</summary>
internal sealed class SandboxLaunch : IDisposable
{
    private const int ListenDescriptor = 3;
    private const int StartDescriptor = 4;
    private const int FirstOptionalDescriptor = 5;

    /// <summary>Connections that may wait to be accepted; the agent accepts several channels.</summary>
    private const int Backlog = 8;

    /// <summary>Open files of one process.</summary>
    private const int MostDescriptors = 1_024;
    private const int MostLockedBytes = 64 << 10;

    private readonly List<SafeHandle> _descriptors = [];
    private readonly Machine _machine;

    private SandboxLaunch(Machine machine) => _machine = machine;

    public LaunchPlan Plan { get; private set; } = null!;

    public static SandboxLaunch Of(Machine machine, LocalSandbox sandbox, TemplateSpec template)
    {
        var launch = new SandboxLaunch(machine);
        try
        {
            launch.Plan = launch.Planned(sandbox, template);
            return launch;
        }
        catch
        {
            launch.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var descriptor in _descriptors)
        {
            descriptor.Dispose();
        }
    }

    private LaunchPlan Planned(LocalSandbox sandbox, TemplateSpec template)
    {
        var oom = Counter(sandbox.Cgroup.OomCounter, FirstOptionalDescriptor);
        var pids = Counter(sandbox.Cgroup.PidsCounter, oom < 0 ? FirstOptionalDescriptor : oom + 1);
        var start = StartRecord.Of(_machine, sandbox.Id, template, sandbox.Workspace) with { OomCounterFd = oom, PidsCounterFd = pids, JournalFd = JournalDescriptor(oom, pids) };
        List<SafeHandle> descriptors = [_machine.Nothing, _machine.Nothing, sandbox.Log.File, Own(Listen(sandbox.SocketPath)), Own(StartRecord.Write(start))];
        AddCounters(descriptors, sandbox.Cgroup);
        if (_machine.Ledger is { } ledger)
        {
            descriptors.Add(Own(ledger.OpenJournal(sandbox.Id.Name)));
        }

        return _machine.Options.Isolation is LocalIsolation.Bubblewrap ? Isolated(sandbox, template, descriptors) : Bare(sandbox, template, descriptors);
    }

    private LaunchPlan Isolated(LocalSandbox sandbox, TemplateSpec template, List<SafeHandle> descriptors)
    {
        descriptors.Add(Own(_machine.OpenSeccompProgram()));
        var arguments = new BubblewrapArguments(_machine.Instance.Root, _machine.BoundFolders, dieWithManager: _machine.Ledger is null);
        return Common(sandbox, template, descriptors) with
        {
            Path = _machine.Options.BubblewrapPath!,
            Arguments = arguments.For(template.Limits, descriptors.Count - 1, AgentCommand(RootFolder.Agent)),
        };
    }

    private LaunchPlan Bare(LocalSandbox sandbox, TemplateSpec template, List<SafeHandle> descriptors)
    {
        var agent = _machine.Instance.Root + RootFolder.Agent;
        return Common(sandbox, template, descriptors) with { Path = agent, Arguments = AgentCommand(agent), Folder = sandbox.Workspace };
    }

    private static LaunchPlan Common(LocalSandbox sandbox, TemplateSpec template, List<SafeHandle> descriptors) => new()
    {
        Path = "",
        Arguments = [],
        Descriptors = descriptors,
        CgroupTasks = sandbox.Cgroup.Tasks,
        CgroupFolder = sandbox.Cgroup.Folder,
        Limits = Limits(template.Limits),
        Owner = sandbox.Uid,
    };

    private static string[] AgentCommand(string path) =>
        [path, "serve", "--listen-fd", Text(ListenDescriptor), "--start-fd", Text(StartDescriptor)];

    // A file grows to the size of the workspace before its own limit, whose signal would end the agent while it writes one.
    private static ResourceLimit[] Limits(SandboxLimits limits) =>
    [
        new(ResourceLimit.FileSize, (ulong)limits.WorkspaceBytes + (1 << 20)),
        new(ResourceLimit.Core, 0),
        new(ResourceLimit.Descriptors, MostDescriptors),
        new(ResourceLimit.LockedMemory, MostLockedBytes),
        new(ResourceLimit.MessageQueues, 0),
    ];

    // Behind the counters.
    private int JournalDescriptor(int oom, int pids) => _machine.Ledger is null ? -1 : Math.Max(FirstOptionalDescriptor, Math.Max(oom, pids) + 1);

    private static int Counter(SafeHandle? counter, int descriptor) => counter is null ? -1 : descriptor;

    private static void AddCounters(List<SafeHandle> descriptors, SandboxCgroup cgroup)
    {
        foreach (var counter in (SafeHandle?[])[cgroup.OomCounter, cgroup.PidsCounter])
        {
            if (counter is not null)
            {
                descriptors.Add(counter);
            }
        }
    }

    private static SafeFileHandle Listen(string path)
    {
        var socket = LaunchLibrary.Listen(path, Backlog);
        return socket >= 0
            ? new(socket, ownsHandle: true)
            : throw new SandboxFault($"listen at {path}: {Marshal.GetPInvokeErrorMessage(-socket)}");
    }

    private SafeHandle Own(SafeHandle handle)
    {
        _descriptors.Add(handle);
        return handle;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
