using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>A fault that is planted to see whether it is found.</summary>
public enum Planted
{
    None,

    /// <summary>An agent says yes to every lease.</summary>
    NoLatch,

    /// <summary>An agent's deadline does nothing.</summary>
    NoDeadline,

    /// <summary>A wipe says that it is proved whatever was left.</summary>
    NoProof,

    /// <summary>A row is stored whatever was stored meanwhile.</summary>
    NoVersions,
}

/// <summary>Everything there is in one run.</summary>
internal sealed class World : ISandboxNames
{
    private int _names;

    public World(Scenario scenario)
    {
        (Scenario, Planted) = (scenario, scenario.Planted);
        Topology = new(scenario.Seed);
        Draw = new(scenario.Seed, 2);
        Faults = new(scenario.Seed, Topology.PerMillion, scenario.Only);
        Story = new(this, scenario.Tells);
        Checks = new(this);
        Nodes = [.. Enumerable.Range(0, Topology.Nodes).Select(index => new SimNode($"n{index}"))];
        Scopes = new(Organizations());
        Cluster = new(this);
    }

    public Scenario Scenario { get; }
    public Planted Planted { get; }
    public Topology Topology { get; }
    public SimKernel Kernel { get; } = new();

    /// <summary>How long things take, and whatever else is neither a fault nor a client's act.</summary>
    public Chance Draw { get; }
    public FaultPlan Faults { get; }
    public Story Story { get; }
    public SafetyChecks Checks { get; }
    public IReadOnlyList<SimNode> Nodes { get; }
    public SimRows Rows { get; } = new();
    public SimCluster Cluster { get; }
    public OrganizationScopes Scopes { get; }
    public SessionOptions SessionOptions { get; } = new();
    public TemplateOptions TemplateOptions { get; } = new() { RolloutDeadlineSeconds = 60 };

    /// <summary>Which calls are lost, where a script says so.</summary>
    public Func<string, GrainKey, bool>? Loses { get; set; }

    /// <summary>Messages that wait on their way, for what is returned. Of scripts.</summary>
    public Func<string, GrainKey, Task?>? Delays { get; set; }

    /// <summary>The newest revision of each template that its deployer was told of.</summary>
    public Dictionary<string, int> Newest { get; } = [];

    /// <summary>Names of all sandboxes that there ever were.</summary>
    public HashSet<string> Ever { get; } = [];

    public TimeSpan Now => Kernel.Now;

    /// <summary>Whether the organization whose shelves these are may have no more sandboxes.</summary>
    public bool IsQuotaFull(string scope) => scope == "o1" && Topology.Quota < int.MaxValue && Nodes.Sum(node => node.Sandboxes.Values.Count(sandbox => sandbox.Template.Scope == scope)) >= Topology.Quota;

    public string Next() => $"b{++_names}";

    public SimNode Node(string name) => Nodes[name[1] - '0'];

    public ISessionList Sessions(SimSilo silo) => new SimSessionList(this, silo);

    /// <summary>The way from one silo to another, or to a grain on the same one.</summary>
    public Pause Hop() => Kernel.Pause(Faults.Hits(Fault.Late)
        ? Draw.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(12))
        : TimeSpan.FromMicroseconds(Draw.Between(20, 1_500)));

    private OrganizationsOptions Organizations()
    {
        var organizations = new OrganizationsOptions();
        organizations.Named.Add("o0", new() { Reserved = Topology.Reserved[0] });
        organizations.Named.Add("o1", new() { Dedicated = Topology.IsDedicated, Reserved = Topology.Reserved[1] });
        return organizations;
    }
}
