using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Local.Cgroups;
using Sandboxes.Silo.Runtimes.Local.Launch;
using Sandboxes.Silo.Runtimes.Local.Ledger;
using Sandboxes.Silo.Runtimes.Local.State;

namespace Sandboxes.Silo.Runtimes.Local.Life;

/// <summary>
/// What an earlier manager of this node left: sandboxes that live are taken over, of those that have ended the reason is noted, and whatever cannot be accounted for is destroyed.
/// Afterwards nothing of this node runs on this machine that the ledger does not name.
/// </summary>
internal sealed class Inheritance(Machine machine, SandboxLedger ledger)
{
    /// <summary>The most looks at what was killed, two milliseconds apart, until it has ended: ten seconds.</summary>
    private const int MostLooks = 5_000;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(2);

    private readonly List<(string Sandbox, LaunchedProcess Process)> _killed = [];
    private readonly Dictionary<string, int?> _uids = [];
    private readonly List<Survivor> _survivors = [];
    private readonly List<(string Sandbox, string Why)> _destroyed = [];
    private readonly List<(SandboxRecord Record, string Why)> _ended = [];

    public IReadOnlyList<Survivor> Survivors => _survivors;

    /// <summary>What could not be accounted for, and why.</summary>
    public IReadOnlyList<(string Sandbox, string Why)> Destroyed => _destroyed;

    public int Ended => _ended.Count;

    /// <summary>The highest number that a sandbox was given.</summary>
    public long LastNumber { get; private set; }

    public static Inheritance Take(Machine machine, SandboxLedger ledger)
    {
        var inheritance = new Inheritance(machine, ledger);
        inheritance.Sort();
        inheritance.DestroyTheRest();
        return inheritance;
    }

    private void Sort()
    {
        foreach (var (name, record) in ledger.Records.ReadAll())
        {
            LastNumber = Math.Max(LastNumber, record?.Number ?? 0);
            _uids[name] = record?.Uid;
            Sort(name, record);
        }
    }

    private void Sort(string name, SandboxRecord? record)
    {
        var sameBoot = record?.BootId == ledger.BootId;
        var launcher = sameBoot ? record?.Launcher?.Open() : null;
        var agent = sameBoot ? record?.Agent?.Open() : null;
        var uidIsOurs = record?.Uid is not { } uid || machine.Uids?.Has(uid) == true;
        var (standing, why) = new Finding(record, sameBoot, launcher is not null, agent is not null, uidIsOurs, machine.Keys.Has(name)).Judge();
        switch (standing)
        {
            case Standing.Lives:
                _survivors.Add(new(record!, launcher!, agent!));
                return;
            case Standing.Ended:
                _ended.Add((record!, why));
                return;
            default:
                Kill(name, agent);
                Kill(name, launcher);
                _destroyed.Add((name, why));
                return;
        }
    }

    private void Kill(string sandbox, LaunchedProcess? process)
    {
        if (process is not null)
        {
            process.Kill();
            _killed.Add((sandbox, process));
        }
    }

    private void DestroyTheRest()
    {
        var ends = _ended.Select(end => (end.Record.Name, Gone: EndOf(end.Record, end.Why))).ToList();
        KillStrays();
        DestroyCgroups();
        ledger.UnclosedJournals().Where(IsNoSurvivor).ToList().ForEach(name => NoteDestroyed(name, "it has a journal and no record"));
        AwaitKilled();
        RemoveFiles();
        machine.Instance.RemoveRootsBut(_survivors.Select(survivor => survivor.Record.Root).ToHashSet());
        ends.AddRange(_destroyed.Select(lost => (lost.Sandbox, new SandboxGone(EndReason.Crashed, $"It could not be accounted for when its manager came back: {lost.Why}."))));
        ends.ForEach(end => Close(end.Name, end.Gone));
        _killed.ForEach(killed => killed.Process.Dispose());
    }

    // What the kernel does not end keeps its user, and its record for the next manager.
    private void Close(string name, SandboxGone gone)
    {
        if (!IsLeft(name))
        {
            ledger.Close(name, gone);
        }
        else if (_uids.GetValueOrDefault(name) is { } uid)
        {
            machine.Uids?.TakeOver(uid);
        }
    }

    private void AwaitKilled()
    {
        using var pause = new ManualResetEventSlim();
        for (var looks = 0; looks < MostLooks && _killed.Exists(killed => !killed.Process.HasEnded); looks++)
        {
            pause.Wait(BetweenLooks);
        }
    }

    private bool IsLeft(string name) =>
        _killed.Exists(killed => killed.Sandbox == name && !killed.Process.HasEnded)
        || Leftovers.NotedCgroups(machine.Instance.Path).Any(folder => Directory.Exists(Path.Combine(folder, name)));

    // Before its cgroup goes, which knows whether memory was short.
    private SandboxGone EndOf(SandboxRecord record, string why)
    {
        if (record.BootId != ledger.BootId)
        {
            return new(EndReason.NodeLost, why);
        }

        using var cgroup = SandboxCgroup.Reopen(record.CgroupFolders);
        return new EndCause(ledger.ExitCodeOf(record.Name), cgroup.KilledForMemory(), Removed: false, why).Gone;
    }

    private void KillStrays()
    {
        var accounted = _survivors.SelectMany(survivor => (int[])[survivor.Launcher.Pid, survivor.Agent.Pid]).ToHashSet();
        BubblewrapProcesses.Kill(machine.Instance.Path, accounted);
        foreach (var name in MarkedProcesses.Sandboxes(machine.Instance.Name).Where(IsNoSurvivor))
        {
            MarkedProcesses.Kill(machine.Instance.Name, name);
        }
    }

    // In every folder that a manager of this node ever used: where it may make cgroups follows from where it was started.
    private void DestroyCgroups()
    {
        var noted = Leftovers.NotedCgroups(machine.Instance.Path).Where(Directory.Exists).ToList();
        foreach (var sandbox in noted.SelectMany(Directory.GetDirectories).Where(folder => IsNoSurvivor(Path.GetFileName(folder))))
        {
            CgroupFolder.Destroy(sandbox);
            NoteDestroyed(Path.GetFileName(sandbox), "it has a cgroup and no record");
        }

        Leftovers.ForgetCgroupsBut(machine.Instance.Path, noted.Where(folder => machine.Cgroups.Owns(folder) || !CgroupFolder.TryDelete(folder)));
    }

    private void NoteDestroyed(string sandbox, string why)
    {
        if (!_ended.Exists(end => end.Record.Name == sandbox) && !_destroyed.Exists(lost => lost.Sandbox == sandbox))
        {
            _destroyed.Add((sandbox, why));
        }
    }

    private void RemoveFiles()
    {
        var numbers = _survivors.Select(survivor => LocalSandbox.SocketName(survivor.Record.Number)).ToHashSet();
        foreach (var socket in Directory.GetFiles(machine.Instance.Sockets).Where(path => !numbers.Contains(Path.GetFileName(path))))
        {
            File.Delete(socket);
        }

        foreach (var workspace in Directory.GetDirectories(machine.Instance.Workspaces).Where(path => IsNoSurvivor(Path.GetFileName(path))))
        {
            Folders.Remove(workspace);
        }
    }

    private bool IsNoSurvivor(string name) => !_survivors.Exists(survivor => survivor.Record.Name == name);
}
