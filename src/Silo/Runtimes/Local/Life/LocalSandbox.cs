using System.Globalization;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Local.Cgroups;
using Sandboxes.Silo.Runtimes.Local.Launch;
using Sandboxes.Silo.Runtimes.Local.Ledger;
using Sandboxes.Silo.Runtimes.Local.Native;
using Sandboxes.Silo.Runtimes.Local.State;

namespace Sandboxes.Silo.Runtimes.Local.Life;

/// <summary>One sandbox, from its acceptance until nothing of it is left. One task drives it; others wait for its steps, or kill.</summary>
internal sealed class LocalSandbox(Machine machine, FoundSandbox found, long number, int? uid, TimeProvider time)
{
    /// <summary>How long bubblewrap may take to have a process that can be killed, and to end after it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>An agent ends within a few milliseconds of saying so.</summary>
    private static readonly TimeSpan OwnEnd = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(1);

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SandboxGone> _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LaunchedProcess? _process;
    private LaunchedProcess? _agent;
    private volatile bool _removed;

    public SandboxId Id => found.Id;

    /// <summary>What it is and what it was made from.</summary>
    public FoundSandbox Found => found;

    public int? Uid => uid;

    public int? AgentPid => _agent?.Pid;

    /// <summary>By number, because the kernel takes no more than 107 bytes.</summary>
    public string SocketPath { get; } = Path.Combine(machine.Instance.Sockets, SocketName(number));

    /// <summary>As programs of the sandbox see it.</summary>
    public string Workspace { get; } =
        machine.Options.Isolation is LocalIsolation.Bubblewrap ? RootFolder.Workspace : Path.Combine(machine.Instance.Workspaces, found.Id.Name);

    public SandboxCgroup Cgroup { get; private set; } = SandboxCgroup.None;

    public SandboxLog Log { get; } = new();

    public static string SocketName(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Completes when its process runs; fails when it could not be started, and then nothing is left of it.</summary>
    public Task Started => _started.Task;

    /// <summary>Completes in the moment that its first process has ended.</summary>
    public Task<SandboxGone> Gone => _gone.Task;

    /// <summary>Starts it and, when it has ended, says why and removes what is left. False: some of it could not be removed.</summary>
    public Task<bool> Live(TemplateSpec template) => LiveFrom(() => Start(template));

    /// <summary>As <see cref="Live"/>, for one that an earlier manager started.</summary>
    public Task<bool> LiveOn(Survivor survivor) => LiveFrom(() =>
    {
        (_process, _agent, Cgroup) = (survivor.Launcher, survivor.Agent, SandboxCgroup.Reopen(survivor.Record.CgroupFolders));
        return Task.CompletedTask;
    });

    private async Task<bool> LiveFrom(Func<Task> start)
    {
        try
        {
            await start();
            _started.SetResult();
            await machine.Exits.Ended(_process!);
            _gone.SetResult(Cause().Gone);
        }
        catch (Exception fault)
        {
            Fail(fault as SandboxRuntimeException ?? new($"The sandbox {Id.Name} could not be made: {fault.Message}", fault));
        }

        _ended.SetResult();
        return await CleanUp();
    }

    /// <summary>Ends every process of it. Returns when its first has ended.</summary>
    public async Task Kill()
    {
        // An agent that was asked to end says by its exit code why it did; to kill it in the middle of that would make it look as if somebody else had.
        if (await EndsWithin(OwnEnd))
        {
            return;
        }

        _removed = true;
        (await FirstProcess())?.Kill();
        if (!await EndsWithin(Grace))
        {
            _process?.Kill();
        }

        await _ended.Task;
    }

    /// <summary>Learns which process is the agent's, while its parent can still tell.</summary>
    public void LearnAgent()
    {
        if (_agent is null && machine.Options.Isolation is LocalIsolation.Bubblewrap && _process?.FirstChild() is { } agent
            && Interlocked.CompareExchange(ref _agent, agent, null) is not null)
        {
            agent.Dispose();
        }
    }

    private void Fail(SandboxRuntimeException failure)
    {
        _gone.SetResult(new(EndReason.StartFailed, failure.Message));
        _started.SetException(failure);
    }

    private async Task Start(TemplateSpec template)
    {
        machine.Ledger?.Records.Write(Record(machine.Ledger));
        Cgroup = machine.Cgroups.Create(Id.Name, template.Limits);
        MakeWorkspace();
        using var launch = SandboxLaunch.Of(machine, this, template);
        _process = await machine.Launcher.Start(launch.Plan);
        Cgroup.CloseEntrances();
        if (machine.Ledger is { } ledger)
        {
            await Complete(ledger);
        }
    }

    private SandboxRecord Record(SandboxLedger ledger) => new()
    {
        Name = Id.Name,
        Number = number,
        Template = found.Template!,
        Revision = found.Revision,
        Scope = found.Scope,
        Uid = uid,
        Root = machine.Instance.RootName,
        BootId = ledger.BootId,
    };

    // Where it cannot be completed the sandbox ends with its manager's next start, and nobody has been told of it yet: so it does not start at all.
    private async Task Complete(SandboxLedger ledger)
    {
        try
        {
            var agent = await FirstProcess();
            ledger.Records.Write(Record(ledger) with
            {
                CgroupFolders = Cgroup.Folders,
                Launcher = ProcessMark.Of(_process!.Pid),
                Agent = agent is null ? null : ProcessMark.Of(agent.Pid),
            });
        }
        catch
        {
            _agent?.Kill();
            _process!.Kill();
            await machine.Exits.Ended(_process);
            _ = _process.Reap();
            throw;
        }
    }

    private void MakeWorkspace()
    {
        if (machine.Options.Isolation is LocalIsolation.None)
        {
            Directory.CreateDirectory(Workspace, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if (uid is { } owner && !Libc.ChangeOwner(Workspace, owner))
            {
                throw new SandboxFault($"give the workspace to its user: {Libc.LastError()}");
            }
        }
    }

    private EndCause Cause() => new(_process!.Reap() ?? machine.Ledger?.ExitCodeOf(Id.Name), Cgroup.KilledForMemory(), _removed, Log.Tail());

    // With process 1 of the namespace everything in it ends before bubblewrap does, so that one goes first where it is known.
    private async ValueTask<LaunchedProcess?> FirstProcess()
    {
        if (machine.Options.Isolation is LocalIsolation.None)
        {
            return _process;
        }

        var since = time.GetTimestamp();
        while (_agent is null && _process is null or { HasEnded: false } && !_ended.Task.IsCompleted && time.GetElapsedTime(since) < Grace)
        {
            LearnAgent();
            await (_agent is null ? Task.Delay(BetweenLooks, time) : Task.CompletedTask);
        }

        return _agent;
    }

    private async ValueTask<bool> EndsWithin(TimeSpan limit) =>
        await Task.WhenAny(_ended.Task, Task.Delay(limit, time)) == _ended.Task;

    private async Task<bool> CleanUp()
    {
        if (machine.Options.Isolation is LocalIsolation.None)
        {
            MarkedProcesses.Kill(machine.Instance.Name, Id.Name);
            Folders.Remove(Workspace);
        }

        await EndAgent();
        var cleaned = await Cgroup.Destroy(time);
        Cgroup.Dispose();
        File.Delete(SocketPath);
        Log.Dispose();
        _process?.Dispose();
        return cleaned;
    }

    // Only where bubblewrap was killed does its child outlive it for a moment, and then it is ours to reap.
    private async ValueTask EndAgent()
    {
        _agent?.Kill();
        for (var since = time.GetTimestamp(); _agent is not null && !HasLeft(_agent) && time.GetElapsedTime(since) < Grace;)
        {
            await Task.Delay(BetweenLooks, time);
        }

        _agent?.Dispose();
    }

    private static bool HasLeft(LaunchedProcess agent) => agent.ReapIfAdopted() && agent.HasEnded;
}
