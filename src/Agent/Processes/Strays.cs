namespace Sandboxes.Agent;

/// <summary>Someone whose processes may live: a running execution, or a kernel.</summary>
internal interface IProcessOwner
{
    /// <summary>The process that was spawned; leader of its session.</summary>
    int Root { get; }

    /// <summary>A line of the environment that its processes were started with.</summary>
    string Marker { get; }

    /// <summary>Whether processes that <see cref="Root"/> started may live.</summary>
    bool MayHaveOthers { get; }
}

/// <summary>
/// Kills what executions left behind. A process belongs to whom it descends from, or whose session it is in; one that left both is
/// told by the environment that it was started with, and if that does not name anyone who runs it is killed.
/// </summary>
internal sealed class Strays(ProcessList processes, Func<IEnumerable<IProcessOwner>> owners, Func<int, bool> isBridge, bool ownsNamespace)
{
    private const int SigKill = 9;

    /// <summary>A fork bomb is met by as many rounds; what is left then is met by the next sweep.</summary>
    private const int MostRounds = 64;

    private readonly int _agent = Sys.ProcessId();
    private readonly List<IProcessOwner> _owners = [];
    private int _lastId = -2;

    /// <summary>Kills every process that belongs to nobody who runs.</summary>
    public void Kill()
    {
        var lastId = processes.LastId();
        if (lastId >= 0 && lastId == _lastId)
        {
            return;
        }

        _owners.Clear();
        _owners.AddRange(owners());
        var rounds = 0;
        while (KillRound(processes.Read()) > 0 && rounds++ < MostRounds)
        {
        }

        _lastId = rounds < MostRounds ? lastId : -2;
    }

    /// <summary>Sends a signal to every process of one owner.</summary>
    public void Signal(IProcessOwner owner, int signal)
    {
        _owners.Clear();
        _owners.AddRange(owners());
        var entries = processes.Read();
        foreach (var entry in entries.Values)
        {
            if (entry.Id != _agent && OwnerOf(entry, entries) == owner)
            {
                Sys.Kill(entry.Id, signal);
            }
        }
    }

    /// <summary>Processor time of one owner's processes other than its root.</summary>
    public TimeSpan ProcessorTimeBesidesRoot(IProcessOwner owner)
    {
        _owners.Clear();
        _owners.AddRange(owners());
        var entries = processes.Read();
        var total = TimeSpan.Zero;
        foreach (var entry in entries.Values)
        {
            if (entry.Id != owner.Root && entry.Id != _agent && OwnerOf(entry, entries) == owner)
            {
                total += entry.Processor;
            }
        }

        return total;
    }

    /// <summary>Kills everything but the agent and what carries its channels.</summary>
    public void KillAll()
    {
        if (ownsNamespace && !processes.Read().Keys.Any(isBridge))
        {
            Sys.Kill(-1, SigKill);
            return;
        }

        for (var round = 0; round < MostRounds && KillDescendants(processes.Read()) > 0; round++)
        {
        }
    }

    /// <summary>How many processes the sandbox has, the agent included.</summary>
    public int Count()
    {
        var entries = processes.Read();
        return ownsNamespace ? entries.Keys.Count(process => !isBridge(process)) : 1 + entries.Values.Count(entry => Top(entry, entries) is not null);
    }

    private int KillRound(Dictionary<int, ProcessEntry> entries)
    {
        var killed = 0;
        foreach (var entry in entries.Values)
        {
            if (!entry.Zombie && entry.Id != _agent && !isBridge(entry.Id) && IsStray(entry, entries) && Sys.Kill(entry.Id, SigKill) == 0)
            {
                killed++;
            }
        }

        return killed;
    }

    private int KillDescendants(Dictionary<int, ProcessEntry> entries)
    {
        var killed = 0;
        foreach (var entry in entries.Values)
        {
            if (!entry.Zombie && entry.Id != _agent && !isBridge(entry.Id) && (ownsNamespace || Top(entry, entries) is not null))
            {
                killed += Sys.Kill(entry.Id, SigKill) == 0 ? 1 : 0;
            }
        }

        return killed;
    }

    private bool IsStray(ProcessEntry entry, Dictionary<int, ProcessEntry> entries)
    {
        if (!ownsNamespace && Top(entry, entries) is null)
        {
            return false;
        }

        var owner = OwnerOf(entry, entries);
        return owner is null || (entry.Id != owner.Root && !owner.MayHaveOthers);
    }

    private IProcessOwner? OwnerOf(ProcessEntry entry, Dictionary<int, ProcessEntry> entries)
    {
        var top = Top(entry, entries) ?? entry;
        foreach (var owner in _owners)
        {
            if (owner.Root == top.Id || owner.Root == entry.Session)
            {
                return owner;
            }
        }

        return _owners.Find(owner => processes.HasVariable(entry.Id, owner.Marker));
    }

    // The ancestor whose parent is the agent. Null: the agent is no ancestor.
    private ProcessEntry? Top(ProcessEntry entry, Dictionary<int, ProcessEntry> entries)
    {
        for (var steps = 0; entry.Parent != _agent; steps++)
        {
            if (steps > entries.Count || !entries.TryGetValue(entry.Parent, out entry))
            {
                return null;
            }
        }

        return entry;
    }
}
