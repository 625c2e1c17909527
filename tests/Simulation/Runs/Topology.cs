using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>What a run is made of, drawn from its seed.</summary>
internal sealed class Topology
{
    private const int Roomy = 200;

    /// <summary>A sandbox takes 1 to 4 of each.</summary>
    private static readonly Resources Unit = new(128L << 20, 125);

    private readonly int[] _rates = new int[Enum.GetValues<Fault>().Length];

    public Topology(ulong seed)
    {
        var chance = new Chance(seed, 1);
        NodesAreSilos = chance.Percent(50);
        Nodes = chance.Between(1, 3);
        Silos = NodesAreSilos ? Nodes : chance.Between(1, 3);
        Sessions = chance.Between(5, 30);
        IsDedicated = chance.Percent(40);
        Templates = [.. Enumerable.Range(0, chance.Between(1, 3)).Select(index => Template(index, chance))];
        Capacity = chance.Percent(20) ? chance.Between(4, 12) : Roomy;
        Room = chance.Percent(20) ? new(Unit.MemoryBytes * chance.Between(8, 30), Unit.CpuMillis * chance.Between(8, 30)) : null;
        Faulty = chance.Between(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(180));
        MaxIdleAge = chance.Percent(30) ? 60 : 3_600;
        RollsOut = chance.Percent(60);
        Reserved = [chance.Percent(40) ? chance.Between(1, 3) : 0, chance.Percent(40) && !IsDedicated ? chance.Between(1, 3) : 0];
        Quota = IsDedicated && chance.Percent(40) ? chance.Between(3, 12) : int.MaxValue;
        HasOperator = chance.Percent(60);
        Deployed = RollsOut ? [.. Templates, Template(Templates.Count, chance)] : Templates;
        DrawRates(chance);
    }

    /// <summary>Where they are, a node is its silo's machine (Local); else every silo reaches every node (Kubernetes).</summary>
    public bool NodesAreSilos { get; }
    public int Nodes { get; }
    public int Silos { get; }
    public int Sessions { get; }

    /// <summary>What is kept for each organization of a shelf that they share.</summary>
    public IReadOnlyList<int> Reserved { get; }

    /// <summary>Sandboxes that the second organization may have, where it has shelves of its own: the runtime refuses more, as that of Kubernetes does.</summary>
    public int Quota { get; }

    /// <summary>Somebody gives orders.</summary>
    public bool HasOperator { get; }

    /// <summary>Whoever acts in it: a client for each session, who puts templates and who gives orders.</summary>
    public IEnumerable<int> Actors => Enumerable.Range(0, Sessions).Append(Scenario.Deployer).Append(Scenario.Operator);

    /// <summary>The second organization has shelves of its own.</summary>
    public bool IsDedicated { get; }

    /// <summary>Those that are there from the beginning.</summary>
    public IReadOnlyList<TemplateSpec> Templates { get; }

    /// <summary>Templates are put and deleted.</summary>
    public bool RollsOut { get; }

    /// <summary>All that there may ever be: one of them comes and goes where templates are put.</summary>
    public IReadOnlyList<TemplateSpec> Deployed { get; }
    public int Capacity { get; }

    /// <summary>A node's memory and processors; null where only a number is known of it.</summary>
    public Resources? Room { get; }

    /// <summary>A node has room for whatever its shelves ask for.</summary>
    public bool IsRoomy => Capacity == Roomy && Room is null;

    public int MaxIdleAge { get; }

    /// <summary>How long faults happen.</summary>
    public TimeSpan Faulty { get; }

    /// <summary>No fault of any kind: then nothing may fail.</summary>
    public bool IsCalm { get; private set; }

    public int PerMillion(Fault fault) => _rates[(int)fault];

    public PoolOptions Pool => new() { Capacity = Capacity, MaxRefilling = 2, MaxStarting = 8, MaxIdleAgeSeconds = MaxIdleAge };

    private static TemplateSpec Template(int index, Chance chance)
    {
        var minIdle = chance.Between(0, 4);
        return new()
        {
            Name = $"t{index}",
            MinIdle = minIdle,
            MaxIdle = minIdle + chance.Between(0, 4),
            MaxTotal = chance.Percent(30) ? minIdle + chance.Between(1, 4) : 100,
            IdleTimeoutSeconds = chance.Between(10, 60),
            LifetimeSeconds = chance.Between(30, 300),
            MaxUses = chance.Percent(40) ? chance.Between(2, 4) : 1,
            Limits = Limits(chance),
        };
    }

    /// <summary>What a sandbox takes of its node's room.</summary>
    public static SandboxLimits Limits(Chance chance) => new() { MemoryBytes = Unit.MemoryBytes * chance.Between(1, 4), Cpus = Unit.CpuMillis * chance.Between(1, 4) / 1_000.0 };

    private void DrawRates(Chance chance)
    {
        IsCalm = chance.Percent(10);
        for (var kind = 0; kind < _rates.Length && !IsCalm; kind++)
        {
            // Half of the kinds are left out of a run, so that what the others do is not drowned.
            var most = (Fault)kind >= Fault.SandboxKilled ? 250_000 : 40_000;
            _rates[kind] = chance.Percent(50) ? 0 : chance.Between(most / 40, most);
        }
    }
}
