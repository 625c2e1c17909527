using Sandboxes.Abstractions;

namespace Sandboxes.Simulation;

/// <summary>The node's silo is not there.</summary>
internal sealed class NodeAway(string node) : Exception
{
    public NodeAwayException Passed { get; } = new(node);
}

/// <summary>
/// Silos, who knows of whom, and which activation a call comes to. While the cluster is split each side has a directory of its own, so that grains are
/// there twice.
/// </summary>
internal sealed partial class SimCluster(World world)
{
    private readonly Dictionary<GrainKey, Activation>[] _directories = [[], []];
    private readonly List<PendingCall> _pending = [];
    private long _version = 1;

    public List<SimSilo> Silos { get; } = [];

    public IEnumerable<SimSilo> Alive => Silos.Where(silo => silo.IsAlive);

    public bool IsSplit { get; private set; }

    public void Add(PendingCall call) => _pending.Add(call);

    public IEnumerable<Activation> Activations => _directories[0].Values.Concat(_directories[1].Values);

    public ClusterMembershipSnapshot Snapshot(int side) =>
        new(SimSilo.Members(Silos.Where(silo => !silo.IsKnownDead && silo.Side == side)), new MembershipVersion(_version));

    public void Start(int index, int life)
    {
        var silo = new SimSilo(world, index, life);
        Silos.RemoveAll(other => other.Index == index);
        Silos.Add(silo);
        Silos.Sort((one, other) => one.Index - other.Index);
        MembersChanged();
        silo.Begin();
    }

    /// <summary>Calls to and from it end as its others learn of its death: at once where it left in order.</summary>
    public void Crash(SimSilo silo)
    {
        silo.Die();
        world.Checks.SiloDied(silo);
    }

    public void NoticeDeath(SimSilo silo)
    {
        silo.IsKnownDead = true;
        foreach (var directory in _directories)
        {
            foreach (var dead in directory.Where(entry => entry.Value.Silo == silo).Select(entry => entry.Key).ToList())
            {
                directory.Remove(dead);
            }
        }

        MembersChanged();
        Sweep();
    }

    /// <summary>Gives up calls whose time is over.</summary>
    public void Sweep()
    {
        _pending.RemoveAll(call => call.IsOver || !call.From.IsAlive);
        foreach (var call in _pending.ToArray())
        {
            if (call.Target is { IsKnownDead: true })
            {
                call.Fail(new SiloUnavailableException("The silo is dead."));
            }
            else if (world.Now >= call.Deadline)
            {
                call.Fail(new TimeoutException("No answer came."));
            }
        }
    }

    public void Forget(Activation left)
    {
        foreach (var directory in _directories)
        {
            if (directory.TryGetValue(left.Key, out var known) && known == left)
            {
                directory.Remove(left.Key);
            }
        }
    }

    /// <summary>Silos of one part no longer see those of the other, though all go on.</summary>
    public void Split(IReadOnlyCollection<SimSilo> other)
    {
        IsSplit = true;
        foreach (var silo in other)
        {
            silo.Side = 1;
        }

        foreach (var (key, moved) in _directories[0].Where(entry => entry.Value.Silo.Side == 1).ToList())
        {
            _directories[0].Remove(key);
            _directories[1][key] = moved;
        }

        MembersChanged();
    }

    /// <summary>Of those that are there twice one leaves.</summary>
    public void Heal()
    {
        IsSplit = false;
        foreach (var silo in Silos)
        {
            silo.Side = 0;
        }

        var twice = new List<Activation>();
        foreach (var (key, activation) in _directories[1])
        {
            if (!_directories[0].TryAdd(key, activation))
            {
                twice.Add(activation);
            }
        }

        _directories[1].Clear();
        MembersChanged();
        twice.ForEach(activation => activation.Leave());
    }

    private void MembersChanged()
    {
        _version++;
        foreach (var silo in Silos)
        {
            silo.CurrentSnapshot = Snapshot(silo.Side);
        }
    }
}
