using System.Collections.Frozen;

namespace Sandboxes.Grains;

/// <summary>Which nodes are here, as this silo's membership has it. Where nodes are not silos, all are.</summary>
public sealed class NodePresence(IClusterMembershipService membership, ILocalSiloDetails self, ISandboxRuntime runtime, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly NodeAbsences _absences = new();
    private readonly long _origin = time.GetTimestamp();
    private volatile View _view = new(MembershipVersion.MinValue, FrozenSet<string>.Empty);

    /// <summary>The silo that we are in, which is a node of its own where nodes are silos.</summary>
    public string Self => self.Name;

    /// <summary>Changes with every change of the cluster's members.</summary>
    public long Version => membership.CurrentSnapshot.Version.Value;

    public IReadOnlyCollection<string> Silos => Current().Silos;

    /// <summary>Whether what one silo is to do for all is ours to do. Two may believe it for a moment, so that must do no harm.</summary>
    public bool IsFirst => Silos.Min(StringComparer.Ordinal) == Self;

    public bool IsHere(string node) => !runtime.NodesAreSilos || Current().Silos.Contains(node);

    /// <summary>How long the node has been away, counted from when this silo noticed; zero where it is here.</summary>
    public TimeSpan AwayFor(string node)
    {
        if (IsHere(node))
        {
            return TimeSpan.Zero;
        }

        lock (_lock)
        {
            return _absences.For(node, time.GetElapsedTime(_origin));
        }
    }

    /// <summary>Notes who has left and who is back, and how many have been away for at least that long: a node that nobody asks about counts too.</summary>
    public int CountAway(TimeSpan atLeast)
    {
        Current();
        lock (_lock)
        {
            return _absences.Count(atLeast, time.GetElapsedTime(_origin));
        }
    }

    private View Current()
    {
        var (view, snapshot) = (_view, membership.CurrentSnapshot);
        return view.Version == snapshot.Version ? view : Next(snapshot);
    }

    private View Next(ClusterMembershipSnapshot snapshot)
    {
        var active = snapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.Name);
        var next = new View(snapshot.Version, active.ToFrozenSet());
        lock (_lock)
        {
            if (next.Version > _view.Version)
            {
                _absences.Changed(_view.Silos, next.Silos, time.GetElapsedTime(_origin));
                _view = next;
            }
        }

        return _view;
    }

    private sealed record View(MembershipVersion Version, FrozenSet<string> Silos);
}

/// <summary>Since when nodes have been away.</summary>
internal sealed class NodeAbsences
{
    private readonly Dictionary<string, TimeSpan> _since = [];

    public void Changed(IReadOnlySet<string> before, IReadOnlySet<string> after, TimeSpan now)
    {
        foreach (var left in before.Where(node => !after.Contains(node)))
        {
            _since.TryAdd(left, now);
        }

        foreach (var back in after)
        {
            _since.Remove(back);
        }
    }

    /// <summary>Those that have been away for at least that long, and were not given up.</summary>
    public int Count(TimeSpan atLeast, TimeSpan now)
    {
        foreach (var (node, since) in _since)
        {
            if (now - since > GivenUpAfter)
            {
                _since.Remove(node);
            }
        }

        return _since.Values.Count(since => now - since >= atLeast);
    }

    /// <summary>A machine that was taken out of the cluster. Should anybody ask about it, it counts anew.</summary>
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromMinutes(30);

    /// <summary>One that we have never seen is away since it was first asked about.</summary>
    public TimeSpan For(string node, TimeSpan now)
    {
        _since.TryAdd(node, now);
        return now - _since[node];
    }
}
